#include "sanitize/identity.h"

#include <nettle/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static jv known_key(const char *type, jv name)
{
	return jv_string_concat(jv_string_append_buf(jv_string(type), "\t", 1), jv_copy(name));
}

static int load_known(struct fr_identities *identities, const char *path, struct fr_error *err)
{
	jv file = fr_json_file(path);

	if (jv_get_kind(file) != JV_KIND_OBJECT) {
		jv_free(file);
		return fr_error_set(err, FR_EX_CONFIG, "'%s' is not a JSON object", path);
	}
	jv_object_foreach (file, type, names) {
		if (jv_get_kind(names) == JV_KIND_ARRAY)
			jv_array_foreach (names, i, name) {
				if (jv_get_kind(name) == JV_KIND_STRING)
					identities->known = jv_object_set(
					    identities->known, known_key(jv_string_value(type), name), jv_true());
				jv_free(name);
			}
		jv_free(type);
		jv_free(names);
	}
	jv_free(file);
	return 0;
}

int fr_identities_init(struct fr_identities *identities, const struct fr_share *share, bool check, struct fr_error *err)
{
	struct fr_share_files files;
	int result = 0;

	*identities = (struct fr_identities){ .check = check, .known = jv_object() };
	fr_identities_forget(identities);
	if (fr_share_list(share, "sanitize", ".json", &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count && result == 0; i++)
		if (strncmp(files.files[i].name, "names", strlen("names")) == 0)
			result = load_known(identities, files.files[i].path, err);
	fr_share_files_release(&files);
	return result;
}

void fr_identities_release(struct fr_identities *identities)
{
	fr_identities_forget(identities);
	free(identities->found);
	if (identities->open)
		fr_pseudonyms_close(&identities->table);
	explicit_bzero(identities->key, sizeof(identities->key));
	jv_free(identities->known);
	*identities = (struct fr_identities){ .known = jv_invalid() };
}

static bool stays(const struct fr_identities *identities, const char *type, jv name)
{
	size_t length = (size_t)jv_string_length_bytes(jv_copy(name));

	return length == 0 || fr_pseudonym_length(jv_string_value(name), length) == length ||
	       jv_object_has(jv_copy(identities->known), known_key(type, name));
}

static void digits_of(const struct fr_identities *identities, const char *type, jv name, char digits[17])
{
	unsigned char digest[SHA256_DIGEST_SIZE];
	struct hmac_sha256_ctx hmac;

	hmac_sha256_set_key(&hmac, sizeof(identities->key), identities->key);
	hmac_sha256_update(&hmac, strlen(type) + 1, (const uint8_t *)type);
	hmac_sha256_update(&hmac, (size_t)jv_string_length_bytes(jv_copy(name)),
			   (const uint8_t *)jv_string_value(name));
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	for (int i = 0; i < 8; i++)
		snprintf(digits + 2 * i, 3, "%02x", digest[i]);
	explicit_bzero(&hmac, sizeof(hmac));
}

static int open_table(struct fr_identities *identities, struct fr_error *err)
{
	if (identities->open)
		return 0;
	if (fr_key_load(identities->key, err) < 0)
		return -1;
	if (fr_pseudonyms_open(&identities->table, true, err) < 0) {
		fr_pseudonyms_close(&identities->table);
		return -1;
	}
	identities->open = true;
	return 0;
}

/* Borrows name, which does not stay as it is. */
static jv pseudonym_of(struct fr_identities *identities, const char *type, jv name, struct fr_error *err)
{
	char digits[17];
	jv pseudonym;

	if (identities->check)
		return jv_string("<redacted>");
	if (open_table(identities, err) < 0)
		return jv_invalid();
	pseudonym = fr_pseudonyms_of(&identities->table, type, name);
	if (jv_is_valid(pseudonym))
		return pseudonym;
	jv_free(pseudonym);
	digits_of(identities, type, name, digits);
	return fr_pseudonyms_give(&identities->table, type, name, digits, err);
}

jv fr_identity(struct fr_identities *identities, const char *type, jv name, struct fr_counts *counts,
	       struct fr_error *err)
{
	jv pseudonym;

	if (stays(identities, type, name))
		return name;
	pseudonym = pseudonym_of(identities, type, name, err);
	fr_count(counts, type, 1);
	jv_free(name);
	return pseudonym;
}

static bool is_found(const struct fr_identities *identities, jv name)
{
	for (int i = identities->first[(unsigned char)*jv_string_value(name)]; i >= 0; i = identities->found[i].next)
		if (jv_equal(jv_copy(identities->found[i].name), jv_copy(name)))
			return true;
	return false;
}

/* Longer names come first, so that "orders-api" is not taken for "orders". */
static void insert(struct fr_identities *identities, struct fr_identity identity)
{
	int *link = &identities->first[(unsigned char)*jv_string_value(identity.name)];
	int length = jv_string_length_bytes(jv_copy(identity.name));

	while (*link >= 0 && jv_string_length_bytes(jv_copy(identities->found[*link].name)) > length)
		link = &identities->found[*link].next;
	identity.next = *link;
	*link = identities->count;
	identities->found[identities->count++] = identity;
}

int fr_identities_find(struct fr_identities *identities, const char *type, jv name, struct fr_error *err)
{
	jv pseudonym;

	/* One letter is no name that could be told from the text around it. */
	if (identities->check || jv_string_length_bytes(jv_copy(name)) < 2 || stays(identities, type, name) ||
	    is_found(identities, name))
		return 0;
	pseudonym = pseudonym_of(identities, type, name, err);
	if (!jv_is_valid(pseudonym)) {
		jv_free(pseudonym);
		return -1;
	}
	if (identities->count == identities->room) {
		identities->room = identities->room * 2 + 16;
		identities->found =
		    reallocarray(identities->found, (size_t)identities->room, sizeof(*identities->found));
		if (identities->found == NULL)
			abort();
	}
	insert(identities, (struct fr_identity){ .type = type, .name = jv_copy(name), .pseudonym = pseudonym });
	return 0;
}

void fr_identities_forget(struct fr_identities *identities)
{
	for (int i = 0; i < identities->count; i++) {
		jv_free(identities->found[i].name);
		jv_free(identities->found[i].pseudonym);
	}
	identities->count = 0;
	for (int i = 0; i < 256; i++)
		identities->first[i] = -1;
}

/* The found name that stands at text[at] as a whole word. */
static const struct fr_identity *name_at(const struct fr_identities *identities, const char *text, size_t length,
					 size_t at)
{
	for (int i = identities->first[(unsigned char)text[at]]; i >= 0; i = identities->found[i].next) {
		const struct fr_identity *identity = &identities->found[i];
		size_t name = (size_t)jv_string_length_bytes(jv_copy(identity->name));
		size_t end = at + name;

		if (name > length - at || memcmp(text + at, jv_string_value(identity->name), name) != 0)
			continue;
		if (at > 0 && fr_is_word(text[at - 1]) && fr_is_word(text[at]))
			continue;
		if (end < length && fr_is_word(text[end]) && fr_is_word(text[end - 1]))
			continue;
		return identity;
	}
	return NULL;
}

bool fr_identities_replace(const struct fr_identities *identities, struct fr_bytes *bytes, struct fr_bytes *spare,
			   struct fr_counts *counts)
{
	size_t copied = 0;
	struct fr_bytes before;

	spare->length = 0;
	for (size_t at = 0; identities->count > 0 && at < bytes->length; at++) {
		const struct fr_identity *identity = name_at(identities, bytes->data, bytes->length, at);

		if (identity == NULL)
			continue;
		fr_bytes_add(spare, bytes->data + copied, at - copied);
		fr_bytes_text(spare, jv_string_value(identity->pseudonym));
		fr_count(counts, identity->type, 1);
		copied = at + (size_t)jv_string_length_bytes(jv_copy(identity->name));
		at = copied - 1;
	}
	if (copied == 0)
		return false;
	fr_bytes_add(spare, bytes->data + copied, bytes->length - copied);
	before = *bytes;
	*bytes = *spare;
	*spare = before;
	return true;
}

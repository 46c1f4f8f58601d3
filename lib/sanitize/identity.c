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
	fr_names_release(&identities->seen);
	if (identities->open)
		fr_pseudonyms_close(&identities->table);
	explicit_bzero(identities->key, sizeof(identities->key));
	jv_free(identities->known);
	*identities = (struct fr_identities){ .known = jv_invalid() };
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

/* What else can be done where the key or the table cannot be written, for who has no time to mend that. Always -1. */
static int advise(struct fr_error *err)
{
	if (err->code == FR_EX_IOERR && err->hint[0] == '\0')
		fr_error_hint(err, "'fr-context … | fr-prompt diagnose | fr-llm --provider offline | fr-log' needs no "
				   "pseudonyms; XDG_STATE_HOME=FOLDER keeps them elsewhere");
	return -1;
}

static int open_table(struct fr_identities *identities, struct fr_error *err)
{
	if (identities->open)
		return 0;
	if (fr_key_load(identities->key, err) < 0)
		return advise(err);
	if (fr_pseudonyms_open(&identities->table, true, err) < 0) {
		fr_pseudonyms_close(&identities->table);
		return advise(err);
	}
	identities->open = true;
	return 0;
}

/* Was it given here? Without a table nobody can tell, and its form has to do. Borrows name. */
static int is_pseudonym(struct fr_identities *identities, jv name, struct fr_error *err)
{
	const char *text = jv_string_value(name);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(name));
	jv behind;
	int given;

	if (length == 0 || fr_pseudonym_length(text, length) != length)
		return length == 0;
	if (identities->check)
		return 1;
	if (open_table(identities, err) < 0)
		return -1;
	behind = fr_pseudonyms_name(&identities->table, text, length);
	given = jv_is_valid(behind);
	jv_free(behind);
	return given;
}

/* What stands for a name that was not seen before. Borrows name. */
static jv stands_for(struct fr_identities *identities, const char *type, jv name, struct fr_error *err)
{
	char digits[17];
	int given;
	jv pseudonym;

	if (jv_object_has(jv_copy(identities->known), known_key(type, name)))
		return jv_copy(name);
	given = is_pseudonym(identities, name, err);
	if (given != 0)
		return given < 0 ? jv_invalid() : jv_copy(name);
	if (identities->check)
		return jv_string("<redacted>");
	if (open_table(identities, err) < 0)
		return jv_invalid();
	digits_of(identities, type, name, digits);
	pseudonym = fr_pseudonyms_give(&identities->table, type, name, digits, err);
	if (!jv_is_valid(pseudonym))
		advise(err);
	return pseudonym;
}

/* The entry of a name in seen. Borrows name. -1 and *err. */
static int see(struct fr_identities *identities, const char *type, jv name, struct fr_error *err)
{
	int which = fr_names_find(&identities->seen, type, name);
	jv stands;

	if (which >= 0)
		return which;
	stands = stands_for(identities, type, name, err);
	if (jv_is_valid(stands))
		return fr_names_add(&identities->seen, type, jv_copy(name), stands);
	jv_free(stands);
	return -1;
}

jv fr_identity(struct fr_identities *identities, const char *type, jv name, struct fr_counts *counts,
	       struct fr_error *err)
{
	int which = see(identities, type, name, err);
	jv stands = which >= 0 ? jv_copy(identities->seen.of[which].stands) : jv_invalid();

	if (which < 0 || !jv_identical(jv_copy(stands), jv_copy(identities->seen.of[which].name)))
		fr_count(counts, type, 1);
	jv_free(name);
	return stands;
}

int fr_identities_find(struct fr_identities *identities, const char *type, jv name, struct fr_error *err)
{
	int length = jv_string_length_bytes(jv_copy(name)), which;

	/* One letter can hardly be told from the text around it. */
	if (identities->check || length < (identities->letters ? 1 : 2))
		return 0;
	which = see(identities, type, name, err);
	if (which < 0)
		return -1;
	if (!jv_identical(jv_copy(identities->seen.of[which].stands), jv_copy(identities->seen.of[which].name)))
		fr_names_look_for(&identities->seen, which);
	return 0;
}

int fr_identities_keep(struct fr_identities *identities, struct fr_error *err)
{
	if (!identities->open || fr_pseudonyms_keep(&identities->table, err) == 0)
		return 0;
	fr_names_release(&identities->seen); /* has some that are not kept */
	return advise(err);
}

void fr_identities_forget(struct fr_identities *identities)
{
	fr_names_forget(&identities->seen);
}

bool fr_identities_replace(const struct fr_identities *identities, struct fr_bytes *bytes, struct fr_bytes *spare,
			   struct fr_counts *counts)
{
	const struct fr_names *names = &identities->seen;
	size_t copied = 0;
	struct fr_bytes before;

	spare->length = 0;
	for (size_t at = 0; names->count > 0 && at < bytes->length; at++) {
		const struct fr_name *name;
		int which = fr_names_at(names, bytes->data, bytes->length, at);

		if (which < 0)
			continue;
		name = &names->of[which];
		fr_bytes_add(spare, bytes->data + copied, at - copied);
		fr_bytes_text(spare, jv_string_value(name->stands));
		fr_count(counts, name->type, 1);
		copied = at + (size_t)jv_string_length_bytes(jv_copy(name->name));
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

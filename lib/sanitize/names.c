#include "sanitize/names.h"

#include <stdlib.h>
#include <string.h>

#include "bytes.h"

enum { ROOM_FIRST = 256, KEPT_MOST = 4096 };

#define HASH_START UINT64_C(14695981039346656037)

static uint64_t hash_byte(uint64_t hash, char byte) /* FNV-1a */
{
	return (hash ^ (unsigned char)byte) * UINT64_C(1099511628211);
}

static uint64_t hash_of(const char *text, size_t length)
{
	uint64_t hash = HASH_START;

	for (size_t i = 0; i < length; i++)
		hash = hash_byte(hash, text[i]);
	return hash;
}

static size_t length_of(jv name)
{
	return (size_t)jv_string_length_bytes(jv_copy(name));
}

static bool same(const struct fr_name *entry, uint64_t hash, const char *text, size_t length)
{
	return entry->hash == hash && length_of(entry->name) == length &&
	       memcmp(jv_string_value(entry->name), text, length) == 0;
}

static int *slot(const struct fr_names *names, uint64_t hash)
{
	return &names->slots[(hash ^ hash >> 32) & (uint64_t)(names->room - 1)];
}

static void clear(struct fr_names *names)
{
	for (int i = 0; i < names->count; i++) {
		jv_free(names->of[i].name);
		jv_free(names->of[i].stands);
	}
	names->count = 0;
	for (int i = 0; i < names->room; i++)
		names->slots[i] = -1;
}

void fr_names_release(struct fr_names *names)
{
	clear(names);
	free(names->of);
	free(names->slots);
	*names = (struct fr_names){ 0 };
}

static void grow(struct fr_names *names)
{
	names->room = names->room == 0 ? ROOM_FIRST : names->room * 2;
	names->of = reallocarray(names->of, (size_t)names->room, sizeof(*names->of));
	names->slots = reallocarray(names->slots, (size_t)names->room, sizeof(*names->slots));
	if (names->of == NULL || names->slots == NULL)
		abort();
	for (int i = 0; i < names->room; i++)
		names->slots[i] = -1;
	for (int i = 0; i < names->count; i++) {
		int *first = slot(names, names->of[i].hash);

		names->of[i].next = *first;
		*first = i;
	}
}

int fr_names_find(const struct fr_names *names, const char *type, jv name)
{
	const char *text = jv_string_value(name);
	size_t length = length_of(name);
	uint64_t hash = hash_of(text, length);

	for (int i = names->room > 0 ? *slot(names, hash) : -1; i >= 0; i = names->of[i].next)
		if (strcmp(names->of[i].type, type) == 0 && same(&names->of[i], hash, text, length))
			return i;
	return -1;
}

int fr_names_add(struct fr_names *names, const char *type, jv name, jv stands)
{
	struct fr_name entry = { .type = type, .name = name, .stands = stands };
	int *first;

	if (names->count == names->room)
		grow(names);
	entry.hash = hash_of(jv_string_value(name), length_of(name));
	first = slot(names, entry.hash);
	entry.next = *first;
	*first = names->count;
	names->of[names->count] = entry;
	return names->count++;
}

static int find_in_texts(const struct fr_names *names, uint64_t hash, const char *text, size_t length)
{
	for (int i = *slot(names, hash); i >= 0; i = names->of[i].next)
		if (names->of[i].in_texts && same(&names->of[i], hash, text, length))
			return i;
	return -1;
}

void fr_names_look_for(struct fr_names *names, int which)
{
	struct fr_name *entry = &names->of[which];
	const char *text = jv_string_value(entry->name);
	size_t length = length_of(entry->name);
	size_t *longest = &names->longest[(unsigned char)text[0]];

	if (entry->in_texts || length == 0 || length > FR_NAME_LONG ||
	    find_in_texts(names, entry->hash, text, length) >= 0)
		return;
	entry->in_texts = true;
	names->lengths[length / 64] |= UINT64_C(1) << length % 64;
	*longest = length > *longest ? length : *longest;
}

void fr_names_forget(struct fr_names *names)
{
	if (names->count > KEPT_MOST)
		fr_names_release(names);
	for (int i = 0; i < names->count; i++)
		names->of[i].in_texts = false;
	memset(names->lengths, 0, sizeof(names->lengths));
	memset(names->longest, 0, sizeof(names->longest));
}

int fr_names_at(const struct fr_names *names, const char *text, size_t length, size_t at)
{
	size_t longest = names->longest[(unsigned char)text[at]];
	uint64_t hash = HASH_START;
	int found = -1;

	if (longest == 0 || (at > 0 && fr_is_word(text[at - 1]) && fr_is_word(text[at])))
		return -1;
	text += at;
	length -= at;
	for (size_t i = 1; i <= longest && i <= length; i++) {
		bool whole = i == length || !fr_is_word(text[i]) || !fr_is_word(text[i - 1]);
		int which;

		hash = hash_byte(hash, text[i - 1]);
		if (!whole || (names->lengths[i / 64] >> i % 64 & 1) == 0)
			continue;
		which = find_in_texts(names, hash, text, i);
		found = which >= 0 ? which : found;
	}
	return found;
}

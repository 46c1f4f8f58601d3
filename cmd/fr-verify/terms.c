#include "terms.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "terms_internal.h"

struct term *terms_term_place(struct term *terms, size_t room, uint64_t hash)
{
	size_t at = hash & (room - 1);

	while (terms[at].hash != 0 && terms[at].hash != hash)
		at = (at + 1) & (room - 1);
	return &terms[at];
}

uint64_t terms_unit_hash(const char *text, size_t length)
{
	uint64_t hash = length;

	for (size_t i = 0; i < length; i++)
		hash = hash * 1000003 ^ (unsigned char)text[i];
	return hash | 1;
}

struct unit *terms_unit_place(const struct terms *terms, uint64_t hash)
{
	size_t at = hash >> 1 & (terms->units_room - 1);

	while (terms->units[at].hash != 0 && terms->units[at].hash != hash)
		at = (at + 1) & (terms->units_room - 1);
	return &terms->units[at];
}

void terms_release(struct terms *terms)
{
	for (size_t i = 0; i < terms->patterns_count; i++)
		free(terms->patterns[i].like);
	for (size_t i = 0; i < terms->prefixes_count; i++)
		free(terms->prefixes[i]);
	free(terms->terms);
	free(terms->units);
	free(terms->patterns);
	free(terms->columns);
	free(terms->ratios);
	for (size_t i = 0; i < terms->sums_count; i++) {
		free(terms->sums[i].of);
		free(terms->sums[i].and);
	}
	free(terms->sums);
	free(terms->shares);
	free(terms->constants);
	free(terms->aliases);
	free(terms->prefixes);
	jv_free(terms->noun_names);
}

const struct term *terms_word(const struct terms *terms, uint64_t hash)
{
	const struct term *term = terms->terms_room > 0 ? terms_term_place(terms->terms, terms->terms_room, hash) :
							  NULL;

	return term != NULL && term->hash != 0 ? term : NULL;
}

bool terms_is(const struct terms *terms, uint64_t hash, enum role role)
{
	const struct term *term = terms_word(terms, hash);

	return term != NULL && (term->roles >> role & 1) != 0;
}

const struct unit *terms_unit(const struct terms *terms, const char *text, size_t length)
{
	const struct unit *unit = terms_unit_place(terms, terms_unit_hash(text, length));
	char lowered[16];

	if (unit->hash != 0)
		return unit;
	if (length < 3 || length > sizeof(lowered))
		return NULL;
	for (size_t i = 0; i < length; i++)
		lowered[i] = (char)(text[i] >= 'A' && text[i] <= 'Z' ? text[i] | 0x20 : text[i]);
	unit = terms_unit_place(terms, terms_unit_hash(lowered, length));
	return unit->hash != 0 ? unit : NULL;
}

static struct column *column_place(struct column *columns, size_t room, uint64_t hash)
{
	size_t at = hash & (room - 1);

	while (columns[at].hash != 0 && columns[at].hash != hash)
		at = (at + 1) & (room - 1);
	return &columns[at];
}

static void more_columns(struct terms *terms)
{
	size_t room = terms->columns_room > 0 ? terms->columns_room * 2 : 1024;
	struct column *columns = calloc(room, sizeof(*columns));

	if (columns == NULL)
		abort();
	for (size_t i = 0; i < terms->columns_room; i++)
		if (terms->columns[i].hash != 0)
			*column_place(columns, room, terms->columns[i].hash) = terms->columns[i];
	free(terms->columns);
	terms->columns = columns;
	terms->columns_room = room;
}

struct column terms_column(struct terms *terms, const char *name, size_t length)
{
	uint64_t hash = index_hash(name, length);
	struct column *column;

	if (terms->columns_count * 2 >= terms->columns_room)
		more_columns(terms);
	column = column_place(terms->columns, terms->columns_room, hash);
	if (column->hash != 0)
		return *column;
	*column = (struct column){ .kind = KIND_NUMBER, .unit = 1 };
	for (size_t i = 0; i < terms->patterns_count; i++)
		if (fnmatch(terms->patterns[i].like, name, 0) == 0) {
			*column = terms->patterns[i].column;
			break;
		}
	column->hash = hash;
	terms->columns_count++;
	return *column;
}

bool terms_knows(const struct terms *terms, const char *name, size_t length)
{
	if (terms_is(terms, index_hash(name, length), ROLE_KNOWN))
		return true;
	for (size_t i = 0; i < terms->prefixes_count; i++)
		if (length >= strlen(terms->prefixes[i]) &&
		    strncasecmp(name, terms->prefixes[i], strlen(terms->prefixes[i])) == 0)
			return true;
	return false;
}

bool terms_names(const struct terms *terms, const struct index_column *column, enum role role)
{
	for (int i = 0; i < column->count; i++)
		if (terms_is(terms, index_hash(column->parts[i], strlen(column->parts[i])), role))
			return true;
	return false;
}

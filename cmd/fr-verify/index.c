#include "index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 1024 /* a power of two */

void *index_more(void *memory, size_t count, size_t size)
{
	void *larger = reallocarray(memory, count, size);

	if (larger == NULL)
		abort();
	return larger;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

uint64_t index_hash(const char *text, size_t length)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)lower(text[i])) * UINT64_C(1099511628211);
	return hash != 0 ? hash : 1;
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9); /* splitmix64 */
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

uint64_t index_section(uint64_t section, bool earlier)
{
	return earlier ? index_group(GROUP_SHOWN_ROW, section, 0) : section;
}

uint64_t index_group(enum group_type type, uint64_t a, uint64_t b)
{
	uint64_t group = mix(mix(mix((uint64_t)type + 1) + a) + b);

	return group != 0 ? group : 1;
}

static void *cleared(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		abort();
	return memory;
}

/* Where the group is, or the empty place for it. */
static struct index_values *place(struct index_values *groups, size_t room, uint64_t group)
{
	size_t at = group & (room - 1);

	while (groups[at].group != 0 && groups[at].group != group)
		at = (at + 1) & (room - 1);
	return &groups[at];
}

static void more_groups(struct index *index)
{
	size_t room = index->groups_room > 0 ? index->groups_room * 2 : ROOM_FIRST;
	struct index_values *groups = cleared(room, sizeof(*groups));

	for (size_t i = 0; i < index->groups_room; i++)
		if (index->groups[i].group != 0)
			*place(groups, room, index->groups[i].group) = index->groups[i];
	free(index->groups);
	index->groups = groups;
	index->groups_room = room;
}

static int compare(const void *a, const void *b)
{
	const struct index_entry *x = a, *y = b;

	if (x->value != y->value)
		return x->value < y->value ? -1 : 1;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	return x->derived - y->derived;
}

/* Sorted, and each once. */
static void tidy(struct index_values *values)
{
	size_t kept = 0;

	qsort(values->entries, values->count, sizeof(*values->entries), compare);
	for (size_t i = 0; i < values->count; i++)
		if (i == 0 || compare(&values->entries[i], &values->entries[kept - 1]) != 0)
			values->entries[kept++] = values->entries[i];
	values->count = kept;
}

/* The same values come again and again: most often there is room when each is kept once. */
static void make_room(struct index_values *values)
{
	if (values->room > 0)
		tidy(values);
	if (values->count * 4 < values->room * 3)
		return;
	values->room = values->room > 0 ? values->room * 2 : 4;
	values->entries = index_more(values->entries, values->room, sizeof(*values->entries));
}

void index_value(struct index *index, uint64_t group, double value)
{
	struct index_values *values;

	if (!isfinite(value))
		return;
	value = fabs(value); /* signs of answers are words ("fell by"), and dashes are not signs */
	if (index->groups_count * 2 >= index->groups_room)
		more_groups(index);
	values = place(index->groups, index->groups_room, group);
	if (values->group == 0) {
		values->group = group;
		index->groups_count++;
	}
	if (values->count == values->room)
		make_room(values);
	values->entries[values->count++] = (struct index_entry){
		.value = value, .row = index->row, .column = index->column & INT32_MAX, .derived = index->derived
	};
}

void index_row(struct index *index, enum row_kind kind)
{
	index->row = ++index->rows_count;
	if (index->row >= index->rows_room) {
		index->rows_room = index->rows_room > 0 ? 2 * index->rows_room : 256;
		index->rows = index_more(index->rows, index->rows_room, sizeof(*index->rows));
		index->rows[0] = (struct index_row){ .kind = ROW_SAID };
	}
	index->rows[index->row] =
	    (struct index_row){ .kind = kind, .section = index->section, .earlier = index->earlier };
}

bool index_names(const struct index *index, uint64_t hash)
{
	uint64_t group = index_group(GROUP_NAMES_ROW, hash, 0);

	return index->groups_room > 0 && place(index->groups, index->groups_room, group)->group != 0;
}

void index_no_row(struct index *index)
{
	index->row = 0;
}

void index_of_known(struct index *index, uint64_t hash)
{
	index->column = 0;
	for (uint32_t i = 1; i <= index->columns_count && index->column == 0; i++)
		if (index->columns[i].hash == hash)
			index->column = i;
}

void index_of(struct index *index, const char *name, uint64_t nouns, bool counts)
{
	uint64_t hash = name != NULL ? index_hash(name, strlen(name)) : 0;
	struct index_column *column;

	index->column = 0;
	for (uint32_t i = 1; i <= index->columns_count && hash != 0; i++)
		if (index->columns[i].hash == hash) {
			index->column = i;
			return;
		}
	if (hash == 0)
		return;
	if (index->columns_count + 1 >= index->columns_room) {
		index->columns_room = index->columns_room > 0 ? 2 * index->columns_room : 256;
		index->columns = index_more(index->columns, index->columns_room, sizeof(*index->columns));
	}
	column = &index->columns[index->column = ++index->columns_count];
	*column = (struct index_column){ .hash = hash, .nouns = nouns, .counts = counts };
	while (*name != '\0') {
		size_t length = strcspn(name, "_");

		if (length >= 2 && length < sizeof(column->parts[0]) && column->count < PARTS_MOST) {
			memcpy(column->parts[column->count], name, length);
			column->parts[column->count++][length - (length > 3 && name[length - 1] == 's')] = '\0';
		}
		name += length + (name[length] != '\0');
	}
}

void index_named(struct index *index, uint64_t hash)
{
	if (index->row != 0)
		index_value(index, index_group(GROUP_NAMES_ROW, hash, 0), index->row);
}

static uint64_t *word_place(uint64_t *words, size_t room, uint64_t group)
{
	size_t at = group & (room - 1);

	while (words[at] != 0 && words[at] != group)
		at = (at + 1) & (room - 1);
	return &words[at];
}

bool index_word(struct index *index, uint64_t group)
{
	uint64_t *word;

	if (index->words_count * 2 >= index->words_room) {
		size_t room = index->words_room > 0 ? index->words_room * 2 : ROOM_FIRST;
		uint64_t *words = cleared(room, sizeof(*words));

		for (size_t i = 0; i < index->words_room; i++)
			if (index->words[i] != 0)
				*word_place(words, room, index->words[i]) = index->words[i];
		free(index->words);
		index->words = words;
		index->words_room = room;
	}
	word = word_place(index->words, index->words_room, group);
	if (*word != 0)
		return false;
	*word = group;
	index->words_count++;
	return true;
}

bool index_has_word(const struct index *index, uint64_t group)
{
	return index->words_room > 0 && *word_place(index->words, index->words_room, group) != 0;
}

void index_finish(struct index *index)
{
	for (size_t i = 0; i < index->groups_room; i++)
		if (index->groups[i].count > 0)
			tidy(&index->groups[i]);
}

size_t index_find(const struct index *index, uint64_t group, double low, double high, const struct index_entry **found)
{
	const struct index_values *values;
	size_t first = 0, last, behind;

	if (index->groups_room == 0)
		return 0;
	values = place(index->groups, index->groups_room, group);
	last = values->count;
	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (values->entries[middle].value < low)
			first = middle + 1;
		else
			last = middle;
	}
	for (behind = first; behind < values->count && values->entries[behind].value <= high; behind++)
		;
	*found = values->entries != NULL ? values->entries + first : NULL;
	return behind - first;
}

bool index_holds(const struct index *index, uint64_t group, double low, double high)
{
	const struct index_entry *found;

	return index_find(index, group, low, high, &found) > 0;
}

void index_release(struct index *index)
{
	for (size_t i = 0; i < index->groups_room; i++)
		free(index->groups[i].entries);
	free(index->groups);
	free(index->columns);
	free(index->rows);
	free(index->words);
	fr_bytes_release(&index->texts);
	fr_bytes_release(&index->shapes);
	*index = (struct index){ 0 };
}

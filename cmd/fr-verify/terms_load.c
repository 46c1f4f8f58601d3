/* share/verify/terms.json and names.json as terms. */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "terms_internal.h"

/* In the order of enum role. */
static const char *const role_names[] = {
	"pid",        "maybe_pid", "maybe_pids",  "about",     "over",           "under",        "fix",
	"facts",      "now",       "default",     "change",    "filler",         "toward",       "average",
	"joint",      "each",      "the",         "stop",      "derive",         "factor",       "scale",
	"whole",      "compared",  "earlier",     "past",      "present",        "rest",         "window",
	"time",       "so",        "unchecked",   "switch",    "condition",      "up",           "in",
	"null",       "particle",  "month",       "statement", "quoted",         "names_object", "names_index",
	"names_more", "pid_calls", "placeholder", "suffix",    "unverified_key", "proposed_key",
};

_Static_assert(sizeof(role_names) / sizeof(role_names[0]) == ROLE_KNOWN, "every role that terms.json names");

static const struct {
	const char *name;
	enum kind kind;
} kind_names[] = {
	{ "number", KIND_NUMBER },         { "duration", KIND_DURATION }, { "size", KIND_SIZE },
	{ "percentage", KIND_PERCENTAGE }, { "factor", KIND_FACTOR },     { "pid", KIND_PID },
	{ "buffer", KIND_BUFFER },         { "query", KIND_QUERY },       { "none", KIND_NONE },
};

/* The term of a word, made when it is new. */
struct term *terms_term(struct terms *terms, const char *word)
{
	uint64_t hash = index_hash(word, strlen(word));
	struct term *term;

	if (terms->terms_count * 2 >= terms->terms_room) {
		size_t room = terms->terms_room > 0 ? terms->terms_room * 2 : 4096;
		struct term *larger = calloc(room, sizeof(*larger));

		if (larger == NULL)
			abort();
		for (size_t i = 0; i < terms->terms_room; i++)
			if (terms->terms[i].hash != 0)
				*terms_term_place(larger, room, terms->terms[i].hash) = terms->terms[i];
		free(terms->terms);
		terms->terms = larger;
		terms->terms_room = room;
	}
	term = terms_term_place(terms->terms, terms->terms_room, hash);
	if (term->hash == 0)
		terms->terms_count++;
	term->hash = hash;
	return term;
}

enum kind terms_kind(jv object)
{
	char *name = fr_json_text(object, "kind");
	enum kind kind = KIND_NONE;

	for (size_t i = 0; name != NULL && i < sizeof(kind_names) / sizeof(kind_names[0]); i++)
		if (strcmp(name, kind_names[i].name) == 0)
			kind = kind_names[i].kind;
	free(name);
	return kind;
}

/* The bit of a noun's class, by its place among the keys of "nouns"; 0 when it is none. */
static uint64_t noun_bit(const struct terms *terms, const char *name)
{
	uint64_t bit = 0;

	jv_array_foreach (terms->noun_names, i, known) {
		if (strcmp(jv_string_value(known), name) == 0 && i < 64)
			bit = UINT64_C(1) << i;
		jv_free(known);
	}
	return bit;
}

uint64_t terms_noun(const struct terms *terms, jv object, const char *path)
{
	char *name = fr_json_text(object, path);
	uint64_t bit = name != NULL ? noun_bit(terms, name) : 0;

	free(name);
	return bit;
}

/* The bits of a list of nouns. */
static uint64_t nouns_listed(const struct terms *terms, jv object, const char *path)
{
	jv list = fr_json_get(object, path);
	uint64_t bits = 0;

	if (jv_get_kind(list) == JV_KIND_ARRAY)
		jv_array_foreach (list, i, name) {
			bits |= jv_get_kind(name) == JV_KIND_STRING ? noun_bit(terms, jv_string_value(name)) : 0;
			jv_free(name);
		}
	jv_free(list);
	return bits;
}

static void load_numerals(struct terms *terms, jv file)
{
	jv numerals = fr_json_get(file, "numerals");

	if (jv_get_kind(numerals) == JV_KIND_OBJECT)
		jv_object_foreach (numerals, word, value) {
			if (jv_get_kind(value) == JV_KIND_NUMBER)
				terms_term(terms, jv_string_value(word))->numeral = jv_number_value(value);
			jv_free(word);
			jv_free(value);
		}
	jv_free(numerals);
}

static void load_words(struct terms *terms, jv file)
{
	for (int role = 0; role < ROLE_KNOWN; role++) {
		char path[64];
		jv list;

		snprintf(path, sizeof(path), "words.%s", role_names[role]);
		list = fr_json_get(file, path);
		if (jv_get_kind(list) == JV_KIND_ARRAY)
			jv_array_foreach (list, i, word) {
				if (jv_get_kind(word) == JV_KIND_STRING)
					terms_term(terms, jv_string_value(word))->roles |= UINT64_C(1) << role;
				jv_free(word);
			}
		jv_free(list);
	}
}

static void load_nouns(struct terms *terms, jv file)
{
	jv nouns = fr_json_get(file, "nouns"), alike = fr_json_get(file, "alike"), rows = fr_json_get(file, "rows");

	terms->noun_names = jv_get_kind(nouns) == JV_KIND_OBJECT ? jv_keys(jv_copy(nouns)) : jv_array();
	jv_array_foreach (terms->noun_names, i, name) {
		jv list = fr_json_get(nouns, jv_string_value(name));
		uint64_t bits = noun_bit(terms, jv_string_value(name)) |
				nouns_listed(terms, alike, jv_string_value(name));

		if (jv_get_kind(list) == JV_KIND_ARRAY)
			jv_array_foreach (list, j, word) {
				if (jv_get_kind(word) == JV_KIND_STRING)
					terms_term(terms, jv_string_value(word))->nouns |= bits;
				jv_free(word);
			}
		jv_free(list);
		jv_free(name);
	}
	terms->narrow = nouns_listed(terms, file, "narrow");
	terms->always_said = nouns_listed(terms, file, "always_said");
	terms->uncounted = nouns_listed(terms, file, "uncounted");
	terms->free = noun_bit(terms, "free");
	terms->narrow_as = noun_bit(terms, "session");
	terms->each_as = noun_bit(terms, "call");
	if (jv_get_kind(rows) == JV_KIND_OBJECT)
		jv_object_foreach (rows, section, noun) {
			if (jv_get_kind(noun) == JV_KIND_STRING)
				terms_term(terms, jv_string_value(section))->rows |=
				    noun_bit(terms, jv_string_value(noun));
			jv_free(section);
			jv_free(noun);
		}
	jv_free(rows);
	jv_free(alike);
	jv_free(nouns);
}

static void load_unit(struct terms *terms, jv entry)
{
	jv names = fr_json_get(entry, "names"), base = fr_json_get(entry, "base");
	struct unit unit = { .kind = terms_kind(entry) };

	if (jv_get_kind(base) == JV_KIND_ARRAY)
		jv_array_foreach (base, i, value) {
			if (jv_get_kind(value) == JV_KIND_NUMBER && unit.bases < 2)
				unit.base[unit.bases++] = jv_number_value(value);
			jv_free(value);
		}
	if (jv_get_kind(names) == JV_KIND_ARRAY)
		jv_array_foreach (names, i, name) {
			if (jv_get_kind(name) == JV_KIND_STRING && terms->units_count * 2 < terms->units_room) {
				unit.hash = terms_unit_hash(jv_string_value(name),
							    (size_t)jv_string_length_bytes(jv_copy(name)));
				*terms_unit_place(terms, unit.hash) = unit;
				terms->units_count++;
			}
			jv_free(name);
		}
	jv_free(base);
	jv_free(names);
}

static void load_units(struct terms *terms, jv file)
{
	jv units = fr_json_get(file, "units");

	terms->units_room = 1024;
	terms->units = calloc(terms->units_room, sizeof(*terms->units));
	if (terms->units == NULL)
		abort();
	if (jv_get_kind(units) == JV_KIND_ARRAY)
		jv_array_foreach (units, i, entry) {
			load_unit(terms, entry);
			jv_free(entry);
		}
	jv_free(units);
}

static void load_names(struct terms *terms, jv file)
{
	static const char *const lists[] = { "settings", "other", "prefixes" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		jv list = fr_json_get(file, lists[i]);

		if (jv_get_kind(list) == JV_KIND_ARRAY)
			jv_array_foreach (list, j, name) {
				if (jv_get_kind(name) == JV_KIND_STRING && i < 2) {
					terms_term(terms, jv_string_value(name))->roles |=
					    UINT64_C(1) << ROLE_KNOWN | (i == 0 ? UINT64_C(1) << ROLE_SETTING : 0);
				} else if (jv_get_kind(name) == JV_KIND_STRING) {
					terms->prefixes = index_more(terms->prefixes, terms->prefixes_count + 1,
								     sizeof(*terms->prefixes));
					terms->prefixes[terms->prefixes_count++] = strdup(jv_string_value(name));
				}
				jv_free(name);
			}
		jv_free(list);
	}
}

static jv load(const struct fr_share *share, const char *name, struct fr_error *err)
{
	char *path = fr_share_path(share, name);
	jv file, message;

	if (path == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "cannot find '%s' in any share folder", name);
		return jv_invalid();
	}
	file = fr_json_file(path);
	if (!jv_is_valid(file)) {
		message = jv_invalid_get_msg(jv_copy(file));
		fr_error_set(err, FR_EX_CONFIG, "%s",
			     jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : path);
		jv_free(message);
	} else if (jv_get_kind(file) != JV_KIND_OBJECT) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' is no JSON object", path);
		jv_free(file);
		file = jv_invalid();
	}
	free(path);
	return file;
}

int terms_load(struct terms *terms, const struct fr_share *share, struct fr_error *err)
{
	jv file = load(share, "verify/terms.json", err);
	jv names;

	*terms = (struct terms){ .noun_names = jv_null() };
	if (!jv_is_valid(file)) {
		jv_free(file);
		return -1;
	}
	names = load(share, "verify/names.json", err);
	if (jv_is_valid(names)) {
		load_words(terms, file);
		load_nouns(terms, file);
		load_numerals(terms, file);
		load_units(terms, file);
		terms_load_columns(terms, file);
		load_names(terms, names);
	}
	jv_free(file);
	if (!jv_is_valid(names)) {
		jv_free(names);
		return -1;
	}
	jv_free(names);
	return 0;
}

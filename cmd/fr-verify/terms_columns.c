/* What share/verify/terms.json says of columns: what they hold, and what follows from several. */
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "terms_internal.h"

static void load_columns(struct terms *terms, jv file)
{
	jv columns = fr_json_get(file, "columns");

	if (jv_get_kind(columns) == JV_KIND_ARRAY)
		jv_array_foreach (columns, i, entry) {
			struct column column = { .kind = terms_kind(entry), .unit = fr_json_number(entry, "unit", 1) };
			jv like = fr_json_get(entry, "like");

			column.nouns = terms_noun(terms, entry, "of");
			if (jv_get_kind(like) == JV_KIND_ARRAY)
				jv_array_foreach (like, j, pattern) {
					terms->patterns = index_more(terms->patterns, terms->patterns_count + 1,
								     sizeof(*terms->patterns));
					terms->patterns[terms->patterns_count++] =
					    (struct column_pattern){ strdup(jv_get_kind(pattern) == JV_KIND_STRING ?
										jv_string_value(pattern) :
										""),
								     column };
					jv_free(pattern);
				}
			jv_free(like);
			jv_free(entry);
		}
	jv_free(columns);
}

static uint64_t name_hash(jv object, const char *path)
{
	char *name = fr_json_text(object, path);
	uint64_t hash = name != NULL ? index_hash(name, strlen(name)) : 0;

	free(name);
	return hash;
}

/* A text of an array, the caller's to free; "" when there is none. */
static char *text_at(jv array, int at)
{
	jv text = jv_get_kind(array) == JV_KIND_ARRAY ? jv_array_get(jv_copy(array), at) : jv_invalid();
	char *copy = strdup(jv_get_kind(text) == JV_KIND_STRING ? jv_string_value(text) : "");

	jv_free(text);
	if (copy == NULL)
		abort();
	return copy;
}

static void load_aliases(struct terms *terms, jv file)
{
	jv aliases = fr_json_get(file, "aliases");

	if (jv_get_kind(aliases) == JV_KIND_ARRAY)
		jv_array_foreach (aliases, i, entry) {
			terms->aliases = index_more(terms->aliases, terms->aliases_count + 1, sizeof(*terms->aliases));
			terms->aliases[terms->aliases_count++] =
			    (struct alias){ name_hash(entry, "of"), name_hash(entry, "name") };
			jv_free(entry);
		}
	jv_free(aliases);
}

static void load_derived(struct terms *terms, jv file)
{
	jv sums = fr_json_get(file, "sums");
	jv ratios = fr_json_get(file, "ratios"), shares = fr_json_get(file, "shares"), per = fr_json_get(file, "per");

	jv constants = fr_json_get(file, "constants");

	if (jv_get_kind(constants) == JV_KIND_ARRAY)
		jv_array_foreach (constants, i, value) {
			terms->constants =
			    index_more(terms->constants, terms->constants_count + 1, sizeof(*terms->constants));
			terms->constants[terms->constants_count++] = jv_number_value(value);
			jv_free(value);
		}
	jv_free(constants);
	load_aliases(terms, file);
	if (jv_get_kind(ratios) == JV_KIND_ARRAY)
		jv_array_foreach (ratios, i, entry) {
			terms->ratios = index_more(terms->ratios, terms->ratios_count + 1, sizeof(*terms->ratios));
			terms->ratios[terms->ratios_count++] =
			    (struct ratio){ name_hash(entry, "of"), name_hash(entry, "to"), name_hash(entry, "less") };
			jv_free(entry);
		}
	if (jv_get_kind(sums) == JV_KIND_ARRAY)
		jv_array_foreach (sums, i, pair) {
			terms->sums = index_more(terms->sums, terms->sums_count + 1, sizeof(*terms->sums));
			terms->sums[terms->sums_count++] = (struct sum){ text_at(pair, 0), text_at(pair, 1) };
			jv_free(pair);
		}
	jv_free(sums);
	if (jv_get_kind(shares) == JV_KIND_ARRAY)
		jv_array_foreach (shares, i, name) {
			terms->shares = index_more(terms->shares, terms->shares_count + 1, sizeof(*terms->shares));
			terms->shares[terms->shares_count++] = name_hash(name, "");
			jv_free(name);
		}
	if (jv_get_kind(per) == JV_KIND_OBJECT)
		jv_object_foreach (per, key, entry) {
			jv words = fr_json_get(entry, "words"), multiples = fr_json_get(entry, "multiples");

			if (jv_get_kind(words) == JV_KIND_ARRAY && terms->per_count + 1 < TERMS_PER_MOST) {
				terms->per_by[++terms->per_count] = name_hash(entry, "by");
				jv_array_foreach (words, j, word) {
					if (jv_get_kind(word) == JV_KIND_STRING)
						terms_term(terms, jv_string_value(word))->per = terms->per_count;
					jv_free(word);
				}
				if (jv_get_kind(multiples) == JV_KIND_OBJECT)
					jv_object_foreach (multiples, word, times) {
						terms_term(terms, jv_string_value(word))->per = terms->per_count;
						terms_term(terms, jv_string_value(word))->per_each =
						    jv_number_value(times);
						jv_free(word);
						jv_free(times);
					}
			}
			jv_free(multiples);
			jv_free(words);
			jv_free(key);
			jv_free(entry);
		}
	jv_free(per);
	jv_free(shares);
	jv_free(ratios);
}

void terms_load_columns(struct terms *terms, jv file)
{
	load_columns(terms, file);
	load_derived(terms, file);
}

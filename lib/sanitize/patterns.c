#include "sanitize/patterns.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sanitize/proof.h"

static const struct {
	const char *name;
	bool (*proof)(const char *text, size_t length);
} proofs[] = {
	{ "luhn", fr_proof_luhn },
	{ "iban", fr_proof_iban },
	{ "entropy", fr_proof_entropy },
	{ "ipv4", fr_proof_ipv4 },
};

static char *text_or(jv object, const char *path, const char *fallback)
{
	char *text = fr_json_text(object, path);

	if (text == NULL && fallback != NULL && (text = strdup(fallback)) == NULL)
		abort();
	return text;
}

static int add_keywords(struct fr_patterns *patterns, jv entry, uint64_t bit)
{
	jv keywords = fr_json_get(entry, "keywords");
	char *needs = text_or(entry, "needs", "");
	int result = 0;

	if (strcmp(needs, "digit") == 0)
		patterns->filter.digits |= bit;
	else if (strcmp(needs, "token") == 0)
		patterns->filter.tokens |= bit;
	else if (jv_get_kind(keywords) != JV_KIND_ARRAY || jv_array_length(jv_copy(keywords)) == 0)
		result = -1;
	else
		jv_array_foreach (keywords, i, keyword) {
			if (jv_get_kind(keyword) != JV_KIND_STRING ||
			    fr_prefilter_add(&patterns->filter, jv_string_value(keyword), bit) < 0)
				result = -1;
			jv_free(keyword);
		}
	free(needs);
	jv_free(keywords);
	return result;
}

static int set_proof(struct fr_pattern *pattern, jv entry)
{
	char *name = fr_json_text(entry, "proof");
	int result = name == NULL ? 0 : -1;

	for (size_t i = 0; name != NULL && i < sizeof(proofs) / sizeof(proofs[0]); i++)
		if (strcmp(name, proofs[i].name) == 0) {
			pattern->proof = proofs[i].proof;
			result = 0;
		}
	free(name);
	return result;
}

/* email for <email>: what it is called in the counts. */
static char *kind_of(const char *placeholder)
{
	size_t length = strlen(placeholder);

	if (length < 3 || placeholder[0] != '<' || placeholder[length - 1] != '>')
		return NULL;
	return strndup(placeholder + 1, length - 2);
}

static bool is_known_as(const char *as)
{
	static const char *const known[] = { "sql", "user", "app", "host", "db" };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(as, known[i]) == 0)
			return true;
	return false;
}

static bool is_false(jv entry, const char *name)
{
	jv value = fr_json_get(entry, name);
	bool is = jv_get_kind(value) == JV_KIND_FALSE;

	jv_free(value);
	return is;
}

static int add(struct fr_patterns *patterns, const char *path, jv entry, struct fr_error *err)
{
	struct fr_pattern *pattern = &patterns->of[patterns->count];
	uint64_t bit;

	if (patterns->count == FR_PATTERNS_MOST)
		return fr_error_set(err, FR_EX_CONFIG, "'%s': more than %d patterns", path, FR_PATTERNS_MOST);
	bit = UINT64_C(1) << patterns->count++;
	*pattern = (struct fr_pattern){
		.name = text_or(entry, "name", "?"),
		.pattern = fr_json_text(entry, "pattern"),
		.placeholder = text_or(entry, "placeholder", "<secret>"),
		.as = fr_json_text(entry, "as"),
	};
	pattern->kind = kind_of(pattern->placeholder);
	if (fr_json_true(entry, "sql"))
		patterns->in_sql |= bit;
	if (pattern->as == NULL && strcmp(pattern->placeholder, "<redacted>") != 0 && !is_false(entry, "message"))
		patterns->in_messages |= bit;
	if (pattern->as != NULL && !is_known_as(pattern->as))
		return fr_error_set(err, FR_EX_CONFIG, "'%s': pattern '%s' has an unknown 'as'", path, pattern->name);
	if (pattern->pattern == NULL || pattern->kind == NULL || add_keywords(patterns, entry, bit) < 0 ||
	    set_proof(pattern, entry) < 0)
		return fr_error_set(
		    err, FR_EX_CONFIG,
		    "'%s': pattern '%s' needs 'pattern', 'keywords' or 'needs', and a known 'proof' if any", path,
		    pattern->name);
	return 0;
}

static int load_file(struct fr_patterns *patterns, const char *path, struct fr_error *err)
{
	jv file = fr_json_file(path);
	jv list = fr_json_get(file, "patterns");
	int result = 0;

	if (jv_get_kind(list) != JV_KIND_ARRAY)
		result = fr_error_set(err, FR_EX_CONFIG, "'%s' has no array 'patterns'", path);
	else
		jv_array_foreach (list, i, entry) {
			if (result == 0)
				result = add(patterns, path, entry, err);
			jv_free(entry);
		}
	jv_free(list);
	jv_free(file);
	return result;
}

int fr_patterns_load(struct fr_patterns *patterns, const struct fr_share *share, struct fr_error *err)
{
	struct fr_share_files files;
	int result;

	*patterns = (struct fr_patterns){ .match = pcre2_match_data_create(16, NULL) };
	fr_prefilter_init(&patterns->filter);
	if (patterns->match == NULL)
		abort();
	if (fr_share_list(share, "sanitize", ".json", &files, err) < 0)
		return -1;
	result = 0;
	for (size_t i = 0; i < files.count && result == 0; i++)
		if (strncmp(files.files[i].name, "secrets", strlen("secrets")) == 0)
			result = load_file(patterns, files.files[i].path, err);
	fr_share_files_release(&files);
	if (result == 0 && patterns->count == 0)
		return fr_error_set(err, FR_EX_CONFIG, "cannot find 'sanitize/secrets.json' in any share folder");
	return result;
}

void fr_patterns_release(struct fr_patterns *patterns)
{
	for (int i = 0; i < patterns->count; i++) {
		struct fr_pattern *pattern = &patterns->of[i];

		free(pattern->name);
		free(pattern->pattern);
		free(pattern->placeholder);
		free(pattern->kind);
		free(pattern->as);
		pcre2_code_free(pattern->code);
	}
	fr_prefilter_release(&patterns->filter);
	pcre2_match_data_free(patterns->match);
	*patterns = (struct fr_patterns){ 0 };
}

int fr_patterns_compile(struct fr_patterns *patterns, int which, struct fr_error *err)
{
	struct fr_pattern *pattern = &patterns->of[which];
	PCRE2_SIZE offset;
	int code;

	if (pattern->code != NULL)
		return 0;
	pattern->code =
	    pcre2_compile((PCRE2_SPTR)pattern->pattern, PCRE2_ZERO_TERMINATED, PCRE2_DOTALL, &code, &offset, NULL);
	if (pattern->code == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "pattern '%s' is not good: PCRE2 error %d at character %zu",
				    pattern->name, code, offset);
	pattern->group = pcre2_substring_number_from_name(pattern->code, (PCRE2_SPTR) "hide");
	if (pattern->group < 0)
		pattern->group = 0;
	pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE); /* without it, slower and right */
	return 0;
}

static int replace(struct fr_patterns *patterns, const struct fr_pattern *pattern, const char *text, size_t length,
		   struct fr_bytes *out, struct fr_counts *counts)
{
	if (pattern->as != NULL && patterns->replace != NULL)
		return patterns->replace(patterns->state, pattern->as, text, length, out, counts);
	fr_bytes_text(out, pattern->placeholder);
	if (length != strlen(pattern->placeholder) || memcmp(text, pattern->placeholder, length) != 0)
		fr_count(counts, pattern->kind, 1);
	return 0;
}

/*
 * In SQL that still has its literals a match may go, so that what a lexer would cut into words and numbers goes whole,
 * but not a quote, which would turn what follows inside out.
 */
static bool turns_lexer(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr("'\"$\\;*[\n\r", text[i]) != NULL ||
		    (text[i] == '-' && i + 1 < length && text[i + 1] == '-'))
			return true;
	return false;
}

/* All matches of one pattern, appended to out with what is between them. The number of matches; -1: gave up. */
static int apply(struct fr_patterns *patterns, const struct fr_pattern *pattern, bool raw, const struct fr_bytes *in,
		 struct fr_bytes *out, struct fr_counts *counts)
{
	size_t at = 0, copied = 0;
	int matches = 0;

	while (at < in->length) {
		int groups = pcre2_match(pattern->code, (PCRE2_SPTR)in->data, in->length, at, PCRE2_NO_UTF_CHECK,
					 patterns->match, NULL);
		PCRE2_SIZE *span = pcre2_get_ovector_pointer(patterns->match);
		size_t start, end;
		int part;

		if (groups == PCRE2_ERROR_NOMATCH)
			break;
		if (groups < 0)
			return -1;
		part = pattern->group < groups && span[2 * pattern->group] != PCRE2_UNSET ? pattern->group : 0;
		start = span[2 * part];
		end = span[2 * part + 1];
		at = span[1] > at ? span[1] : at + 1;
		if (start == end || start < copied || (raw && turns_lexer(in->data + start, end - start)) ||
		    (pattern->proof != NULL && !pattern->proof(in->data + start, end - start)))
			continue;
		fr_bytes_add(out, in->data + copied, start - copied);
		if (replace(patterns, pattern, in->data + start, end - start, out, counts) < 0)
			return -1;
		copied = end;
		matches++;
	}
	fr_bytes_add(out, in->data + copied, in->length - copied);
	return matches;
}

static uint64_t candidates(const struct fr_patterns *patterns, enum fr_patterns_for text, const struct fr_bytes *bytes)
{
	uint64_t found = fr_prefilter_scan(&patterns->filter, bytes->data, bytes->length);

	if (text == FR_PATTERNS_TEXT)
		return found;
	return found & (text == FR_PATTERNS_MESSAGE ? patterns->in_messages : patterns->in_sql);
}

bool fr_patterns_can_match(const struct fr_patterns *patterns, enum fr_patterns_for text, const struct fr_bytes *bytes)
{
	return candidates(patterns, text, bytes) != 0;
}

int fr_patterns_apply(struct fr_patterns *patterns, enum fr_patterns_for text, struct fr_bytes *bytes,
		      struct fr_bytes *spare, struct fr_counts *counts)
{
	uint64_t found = candidates(patterns, text, bytes);
	struct fr_error ignored;
	int changed = 0;

	for (int i = 0; found != 0; i++, found >>= 1) {
		struct fr_bytes before;
		int matches;

		if ((found & 1) == 0)
			continue;
		if (fr_patterns_compile(patterns, i, &ignored) < 0)
			return -1;
		spare->length = 0;
		matches = apply(patterns, &patterns->of[i], text == FR_PATTERNS_RAW, bytes, spare, counts);
		if (matches < 0)
			return -1;
		if (matches == 0 ||
		    (spare->length == bytes->length && memcmp(spare->data, bytes->data, bytes->length) == 0))
			continue;
		before = *bytes;
		*bytes = *spare;
		*spare = before;
		changed = 1;
	}
	return changed;
}

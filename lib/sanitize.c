#include "sanitize.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sanitize/internal.h"
#include "version.h"

static const char *const levels[] = {
	[FR_SANITIZE_DEFAULT] = "default",
	[FR_SANITIZE_MINIMAL] = "minimal",
	[FR_SANITIZE_STRICT] = "strict",
};

/* What of an envelope can end up in a prompt. */
static const char *const evidence[] = { "source",   "window",   "coverage", "context",
					"baseline", "findings", "question", "earlier" };

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

int fr_sanitize_level(const char *name, enum fr_sanitize_level *level)
{
	for (size_t i = 0; i < COUNT(levels); i++)
		if (strcmp(name, levels[i]) == 0) {
			*level = (enum fr_sanitize_level)i;
			return 0;
		}
	return -1;
}

int fr_sanitizer_new(struct fr_sanitizer **sanitizer, const struct fr_share *share,
		     const struct fr_sanitize_options *options, struct fr_error *err)
{
	struct fr_sanitizer *made = calloc(1, sizeof(*made));

	if (made == NULL)
		abort();
	made->options = *options;
	made->options.keep_identities |= options->level == FR_SANITIZE_MINIMAL;
	made->fields.words = made->identities.known = jv_invalid(); /* for fr_sanitizer_free, whatever fails */
	if (fr_lexer_init(&made->lexer, err) < 0 || fr_patterns_load(&made->patterns, share, err) < 0 ||
	    fr_fields_load(&made->fields, share, err) < 0 ||
	    fr_identities_init(&made->identities, share, options->check, err) < 0) {
		fr_sanitizer_free(made);
		return -1;
	}
	made->identities.letters = options->level == FR_SANITIZE_STRICT;
	made->patterns.replace = fr_sanitize_replace;
	made->patterns.state = made;
	*sanitizer = made;
	return 0;
}

void fr_sanitizer_free(struct fr_sanitizer *sanitizer)
{
	if (sanitizer == NULL)
		return;
	fr_lexer_release(&sanitizer->lexer);
	fr_patterns_release(&sanitizer->patterns);
	fr_fields_release(&sanitizer->fields);
	fr_identities_release(&sanitizer->identities);
	fr_bytes_release(&sanitizer->text);
	fr_bytes_release(&sanitizer->spare);
	fr_bytes_release(&sanitizer->path);
	free(sanitizer);
}

void fr_sanitizer_watch(struct fr_sanitizer *sanitizer, fr_sanitize_found *found, void *state)
{
	sanitizer->found = found;
	sanitizer->found_state = state;
}

static bool is_kind(const char *name, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((name[i] < 'a' || name[i] > 'z') && name[i] != '_')
			return false;
	return length > 0 && length <= 32;
}

/* The counts of this run and of those before it. What does not look like counts is not passed on. */
static jv merged_counts(const struct fr_counts *counts, jv envelope)
{
	jv before = fr_json_get(envelope, "sanitize.counts");
	jv merged = jv_object();

	if (jv_get_kind(before) == JV_KIND_OBJECT)
		jv_object_foreach (before, kind, times) {
			if (jv_get_kind(times) == JV_KIND_NUMBER &&
			    is_kind(jv_string_value(kind), (size_t)jv_string_length_bytes(jv_copy(kind))))
				merged = jv_object_set(merged, jv_copy(kind), jv_copy(times));
			jv_free(kind);
			jv_free(times);
		}
	jv_free(before);
	for (size_t i = 0; i < counts->kinds; i++) {
		double more = fr_json_number(merged, counts->of[i].kind, 0) + (double)counts->of[i].times;

		merged = fr_json_set(merged, counts->of[i].kind, jv_number(more));
	}
	return merged;
}

static jv mark(const struct fr_sanitizer *sanitizer, jv envelope)
{
	jv made = fr_json_set(jv_object(), "version", jv_string(FR_VERSION));

	made = fr_json_set(made, "level", jv_string(levels[sanitizer->options.level]));
	made = fr_json_set(made, "counts", merged_counts(&sanitizer->counts, envelope));
	return fr_json_set(envelope, "sanitize", made);
}

static void begin(struct fr_sanitizer *sanitizer)
{
	sanitizer->counts = (struct fr_counts){ 0 };
	sanitizer->leaks = 0;
	sanitizer->failed = false;
	fr_identities_forget(&sanitizer->identities);
}

static void keep(struct fr_sanitizer *sanitizer)
{
	if (!sanitizer->failed && fr_identities_keep(&sanitizer->identities, &sanitizer->err) < 0)
		sanitizer->failed = true;
}

int fr_sanitize(struct fr_sanitizer *sanitizer, jv *envelope, struct fr_error *err)
{
	begin(sanitizer);
	for (size_t i = 0; i < COUNT(evidence) && !sanitizer->failed; i++) {
		jv member = fr_json_get(*envelope, evidence[i]);

		fr_sanitize_find_identities(sanitizer, evidence[i], member);
		jv_free(member);
	}
	keep(sanitizer);
	for (size_t i = 0; i < COUNT(evidence); i++) {
		jv member = fr_json_get(*envelope, evidence[i]);

		if (!jv_is_valid(member)) {
			jv_free(member);
			continue;
		}
		*envelope = fr_json_set(*envelope, evidence[i], jv_null()); /* so that nothing is shared, and copied */
		if (sanitizer->failed)
			jv_free(member);
		else
			*envelope =
			    fr_json_set(*envelope, evidence[i], fr_sanitize_member(sanitizer, evidence[i], member));
	}
	keep(sanitizer); /* texts may have named more */
	if (!sanitizer->failed) {
		*envelope = mark(sanitizer, *envelope);
		return 0;
	}
	for (size_t i = 0; i < COUNT(evidence); i++)
		*envelope = jv_object_delete(*envelope, jv_string(evidence[i]));
	*err = sanitizer->err;
	return -1;
}

size_t fr_sanitize_check(struct fr_sanitizer *sanitizer, jv envelope)
{
	begin(sanitizer);
	for (size_t i = 0; i < COUNT(evidence); i++) {
		jv member = fr_json_get(envelope, evidence[i]);

		if (jv_is_valid(member))
			jv_free(fr_sanitize_member(sanitizer, evidence[i], member));
		else
			jv_free(member);
	}
	return sanitizer->leaks;
}

bool fr_sanitize_check_text(struct fr_sanitizer *sanitizer, const char *path, const char *text, size_t length)
{
	begin(sanitizer);
	sanitizer->path.length = 0;
	fr_bytes_text(&sanitizer->path, path);
	sanitizer->text.length = 0;
	fr_bytes_add(&sanitizer->text, text, length);
	if (fr_patterns_apply(&sanitizer->patterns, FR_PATTERNS_MESSAGE, &sanitizer->text, &sanitizer->spare,
			      &sanitizer->counts) == 0)
		return true;
	sanitizer->before = (struct fr_counts){ 0 };
	fr_sanitize_report(sanitizer);
	return false;
}

#include <stdio.h>

#include "sanitize/internal.h"

/* A text that patterns still change after so many rounds is hidden: what they do must come to rest. */
enum { ROUNDS_MOST = 4 };

static const char redacted[] = "<redacted>";

const char *fr_sanitize_identity_type(const struct fr_sanitizer *sanitizer, enum fr_class class)
{
	if (sanitizer->options.keep_identities)
		return NULL;
	switch (class) {
	case FR_CLASS_USER:
		return "user";
	case FR_CLASS_APP:
		return "app";
	case FR_CLASS_HOST:
		return "host";
	case FR_CLASS_DATABASE:
		return sanitizer->options.level == FR_SANITIZE_STRICT ? "db" : NULL;
	default:
		return NULL;
	}
}

void fr_sanitize_report(struct fr_sanitizer *sanitizer)
{
	const struct fr_counts *before = &sanitizer->before;
	char kinds[256] = "";
	size_t length = 0;

	sanitizer->leaks++;
	if (sanitizer->found == NULL)
		return;
	for (size_t i = 0; i < sanitizer->counts.kinds && length < sizeof(kinds); i++) {
		size_t times = sanitizer->counts.of[i].times - (i < before->kinds ? before->of[i].times : 0);

		if (times > 0)
			length += (size_t)snprintf(kinds + length, sizeof(kinds) - length, "%s%s %zu",
						   length > 0 ? ", " : "", sanitizer->counts.of[i].kind, times);
	}
	fr_bytes_add(&sanitizer->path, "", 1);
	sanitizer->found(sanitizer->found_state, sanitizer->path.data, length > 0 ? kinds : "form");
	sanitizer->path.length--;
}

static jv identity(struct fr_sanitizer *sanitizer, const char *type, jv name)
{
	jv pseudonym = fr_identity(&sanitizer->identities, type, name, &sanitizer->counts, &sanitizer->err);

	if (jv_is_valid(pseudonym))
		return pseudonym;
	jv_free(pseudonym);
	sanitizer->failed = true;
	return jv_string(redacted);
}

/* Patterns use spare and text, so what a hook makes goes elsewhere. */
int fr_sanitize_replace(void *state, const char *as, const char *text, size_t length, struct fr_bytes *out,
			struct fr_counts *counts)
{
	struct fr_sanitizer *sanitizer = state;

	if (strcmp(as, "sql") == 0) {
		if (sanitizer->options.keep_literals)
			fr_bytes_add(out, text, length);
		else
			fr_sql_sanitize(&sanitizer->lexer, text, length, out, counts);
	} else if (sanitizer->options.keep_identities) {
		fr_bytes_add(out, text, length);
	} else {
		jv name = identity(sanitizer, as, jv_string_sized(text, (int)length));

		fr_bytes_add(out, jv_string_value(name), (size_t)jv_string_length_bytes(jv_copy(name)));
		jv_free(name);
	}
	return 0;
}

static void swap(struct fr_sanitizer *sanitizer)
{
	struct fr_bytes text = sanitizer->text;

	sanitizer->text = sanitizer->spare;
	sanitizer->spare = text;
}

/* Identities go from text, and from queries that name roles. */
static bool name(struct fr_sanitizer *sanitizer, bool sql)
{
	if (sql && !fr_sql_names_roles(sanitizer->text.data, sanitizer->text.length))
		return false;
	return fr_identities_replace(&sanitizer->identities, &sanitizer->text, &sanitizer->spare, &sanitizer->counts);
}

static int apply(struct fr_sanitizer *sanitizer, enum fr_patterns_for kind)
{
	return fr_patterns_apply(&sanitizer->patterns, kind, &sanitizer->text, &sanitizer->spare, &sanitizer->counts);
}

/* sanitizer->text as a query, until nothing changes any more. */
static int clean_query(struct fr_sanitizer *sanitizer)
{
	bool lex = !sanitizer->options.keep_literals;
	bool can_match = fr_patterns_can_match(&sanitizer->patterns, FR_PATTERNS_SQL, &sanitizer->text);

	if (lex && can_match && apply(sanitizer, FR_PATTERNS_RAW) < 0)
		return -1;
	for (int round = 0; round < ROUNDS_MOST; round++) {
		bool named;
		int changed = 0;

		if (lex) {
			sanitizer->spare.length = 0;
			fr_sql_sanitize(&sanitizer->lexer, sanitizer->text.data, sanitizer->text.length,
					&sanitizer->spare, &sanitizer->counts);
			swap(sanitizer);
		}
		named = name(sanitizer, true);
		if (can_match)
			changed = apply(sanitizer, FR_PATTERNS_SQL);
		if (changed < 0 || (changed == 0 && !named))
			return changed;
	}
	return -1;
}

/* sanitizer->text as prose, until nothing changes any more. */
static int clean_text(struct fr_sanitizer *sanitizer)
{
	bool rested = fr_rested_has(&sanitizer->rested, sanitizer->text.data, sanitizer->text.length);

	for (int round = 0; round < ROUNDS_MOST; round++) {
		bool named = name(sanitizer, false);
		int changed = rested && !named ? 0 : apply(sanitizer, FR_PATTERNS_TEXT);

		if (changed == 0 && !named && round == 0 && !rested)
			fr_rested_add(&sanitizer->rested, sanitizer->text.data, sanitizer->text.length);
		if (changed < 0 || (changed == 0 && !named))
			return changed;
	}
	return -1;
}

static void hide(struct fr_sanitizer *sanitizer, const char *kind)
{
	bool hidden = sanitizer->text.length == strlen(redacted) &&
		      memcmp(sanitizer->text.data, redacted, strlen(redacted)) == 0;

	sanitizer->text.length = 0;
	fr_bytes_text(&sanitizer->text, redacted);
	fr_count(&sanitizer->counts, kind, hidden ? 0 : 1);
}

static void clean_or_hide(struct fr_sanitizer *sanitizer, bool sql)
{
	if ((sql ? clean_query(sanitizer) : clean_text(sanitizer)) < 0)
		hide(sanitizer, "field");
}

/* sanitizer->text, of this class. */
static void treat(struct fr_sanitizer *sanitizer, enum fr_class class)
{
	bool fits = fr_fields_fits(&sanitizer->fields, class, sanitizer->text.data, sanitizer->text.length);

	switch (class) {
	case FR_CLASS_SQL:
	case FR_CLASS_PLAN:
		clean_or_hide(sanitizer, true);
		break;
	case FR_CLASS_NUMBER:
	case FR_CLASS_TIME:
		if (!fits)
			hide(sanitizer, "field");
		break;
	case FR_CLASS_SETTING:
		if (fits)
			clean_or_hide(sanitizer, false);
		if (!fits || !fr_fields_fits(&sanitizer->fields, class, sanitizer->text.data, sanitizer->text.length))
			hide(sanitizer, "setting");
		break;
	case FR_CLASS_NONE:
		if (sanitizer->options.level == FR_SANITIZE_MINIMAL)
			clean_or_hide(sanitizer, false);
		else
			hide(sanitizer, "field");
		break;
	default:
		clean_or_hide(sanitizer, false);
	}
}

bool fr_sanitize_is_placeholder(const char *text, size_t length)
{
	return (length == 3 && memcmp(text, "<N>", 3) == 0) ||
	       (length == strlen(redacted) && memcmp(text, redacted, length) == 0);
}

jv fr_sanitize_string(struct fr_sanitizer *sanitizer, enum fr_class class, jv string)
{
	const char *text = jv_string_value(string);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(string));
	const char *type = fr_sanitize_identity_type(sanitizer, class);
	jv result;

	if (length == 0 || fr_sanitize_is_placeholder(text, length))
		return string;
	fr_sanitize_watch(sanitizer);
	if (type != NULL) {
		result = identity(sanitizer, type, jv_copy(string));
	} else {
		sanitizer->text.length = 0;
		fr_bytes_add(&sanitizer->text, text, length);
		treat(sanitizer, class);
		if (sanitizer->text.length == length && memcmp(sanitizer->text.data, text, length) == 0)
			return string;
		result = jv_string_sized(sanitizer->text.length > 0 ? sanitizer->text.data : "",
					 (int)sanitizer->text.length);
	}
	if (!jv_equal(jv_copy(result), jv_copy(string)))
		fr_sanitize_report(sanitizer);
	jv_free(string);
	return result;
}

/* A word as columns are called: neither a value nor a number can look like it. */
static bool is_column(const char *text, size_t length)
{
	size_t digits = 0;

	for (size_t i = 0; i < length; i++) {
		digits = text[i] >= '0' && text[i] <= '9' ? digits + 1 : 0;
		if (digits > 3 || !(digits > 0 || text[i] == '_' || (text[i] >= 'a' && text[i] <= 'z')))
			return false;
	}
	return length > 0 && length < 64;
}

static bool is_redacted(const char *text, size_t length)
{
	return length >= strlen(redacted) - 1 && memcmp(text, redacted, strlen(redacted) - 1) == 0 && length < 24;
}

jv fr_sanitize_key(struct fr_sanitizer *sanitizer, bool column, jv key)
{
	const char *text = jv_string_value(key);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(key));

	if (is_redacted(text, length) || fr_pseudonym_length(text, length) == length)
		return key;
	sanitizer->text.length = 0;
	fr_bytes_add(&sanitizer->text, text, length);
	if (!column || !is_column(text, length))
		hide(sanitizer, "key");
	else
		clean_or_hide(sanitizer, false);
	jv_free(key);
	return jv_string_sized(sanitizer->text.data, (int)sanitizer->text.length);
}

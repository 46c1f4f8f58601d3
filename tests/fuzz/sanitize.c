/*
 * make fuzz: any bytes as a query, as text, and as an envelope. What comes out must be at rest, clean to the
 * check, and JSON that reads back as what it was.
 *
 * The first byte says what the rest is. FR_FUZZ_STATE is a folder for the key and the table of pseudonyms.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sanitize.h"
#include "sanitize/sql.h"

static struct fr_sanitizer *sanitizer, *checker, *strict;
static struct fr_lexer lexer;

/* libFuzzer's own names for its entry points. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool held, const char *what)
{
	if (held)
		return;
	fprintf(stderr, "does not hold: %s\n", what);
	abort();
}

static void tell(void *unused, const char *path, const char *kinds)
{
	(void)unused;
	fprintf(stderr, "%s: %s\n", path, kinds);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	struct fr_sanitize_options check = { .check = true }, most = { .level = FR_SANITIZE_STRICT };
	struct fr_error err;
	struct fr_share share;
	const char *state = getenv("FR_FUZZ_STATE");

	(void)argc, (void)argv;
	must(state != NULL && setenv("XDG_STATE_HOME", state, 1) == 0, "FR_FUZZ_STATE is set");
	must(fr_lexer_init(&lexer, &err) == 0, "the grammar compiles");
	must(fr_share_init(&share, NULL, &err) == 0, "the share folder is there");
	must(fr_sanitizer_new(&sanitizer, &share, &(struct fr_sanitize_options){ 0 }, &err) == 0 &&
		 fr_sanitizer_new(&checker, &share, &check, &err) == 0 &&
		 fr_sanitizer_new(&strict, &share, &most, &err) == 0,
	     "share/sanitize loads");
	fr_share_release(&share);
	fr_sanitizer_watch(checker, tell, NULL);
	return 0;
}

static void query(const char *text, size_t length)
{
	struct fr_bytes once = { 0 }, twice = { 0 };
	struct fr_counts counts = { 0 };

	fr_sql_sanitize(&lexer, text, length, &once, &counts);
	fr_sql_sanitize(&lexer, once.data, once.length, &twice, &counts);
	if (once.length != twice.length)
		fprintf(stderr, "once:  %.*s\ntwice: %.*s\n", (int)once.length, once.data, (int)twice.length,
			twice.data);
	must(once.length == twice.length && (once.length == 0 || memcmp(once.data, twice.data, once.length) == 0),
	     "a query that was sanitised is at rest");
	fr_bytes_release(&once);
	fr_bytes_release(&twice);
}

/* Consumes the envelope. */
static void envelope(struct fr_sanitizer *with, jv value)
{
	struct fr_error err = { 0 };
	jv once, again;

	must(fr_sanitize(with, &value, &err) == 0, "an envelope is sanitised");
	once = jv_dump_string(jv_copy(value), JV_PRINT_SORTED);
	again = jv_parse_sized(jv_string_value(once), jv_string_length_bytes(jv_copy(once)));
	must(jv_is_valid(again), "what comes out is JSON");
	must(fr_sanitize_check(checker, again) == 0, "what comes out is clean");
	must(fr_sanitize(with, &again, &err) == 0, "it is sanitised again");
	again = jv_dump_string(again, JV_PRINT_SORTED);
	if (!jv_equal(jv_copy(once), jv_copy(again)))
		fprintf(stderr, "once:  %s\ntwice: %s\n", jv_string_value(once), jv_string_value(again));
	must(jv_equal(jv_copy(once), jv_copy(again)), "an envelope that was sanitised is at rest");
	jv_free(once);
	jv_free(again);
	jv_free(value);
}

/* The same text in a field of every class, so that what one finds the others have to hide. */
static void fields(const char *text, size_t length)
{
	static const char *const columns[] = { "query",    "usename", "client_addr", "description", "state",
					       "relation", "plan",    "first_seen",  "nobody_said", "pid" };
	jv row = jv_object(), value = jv_object();

	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		row = fr_json_set(row, columns[i], jv_string_sized(text, (int)length));
	row = jv_object_set(row, jv_string_sized(text, (int)length), jv_number(1));
	value = fr_json_set(
	    value, "context",
	    fr_json_set(jv_object(), "s", fr_json_set(jv_object(), "rows", jv_array_append(jv_array(), row))));
	envelope(sanitizer, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1;
	jv value;

	if (size < 2)
		return 0;
	switch (*data % 4) {
	case 0:
		query(text, size - 1);
		break;
	case 1:
		fields(text, size - 1);
		break;
	default:
		value = jv_parse_sized(text, (int)(size - 1));
		if (jv_get_kind(value) == JV_KIND_OBJECT)
			envelope(*data % 4 == 2 ? sanitizer : strict, fr_json_set(jv_object(), "context", value));
		else
			jv_free(value);
	}
	return 0;
}

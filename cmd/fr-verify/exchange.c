#include "exchange.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"

/* JSON text as what it stands for; any other value as it is. Consumes value. */
static jv unpacked(jv value)
{
	jv parsed;
	jv_kind kind;

	if (jv_get_kind(value) != JV_KIND_STRING)
		return value;
	parsed = jv_parse_sized(jv_string_value(value), jv_string_length_bytes(jv_copy(value)));
	kind = jv_get_kind(parsed);
	if (kind != JV_KIND_OBJECT && kind != JV_KIND_ARRAY) {
		jv_free(parsed);
		return value;
	}
	jv_free(value);
	return parsed;
}

/* What is wrong with a call (65, 77) may be said in its own words; what is wrong with the server may not. */
static void read_error(struct evidence *evidence, jv error)
{
	jv message = fr_json_get(error, "message");
	double code = fr_json_number(error, "code", FR_EX_DATAERR);

	if (code != FR_EX_DATAERR && code != FR_EX_NOPERM)
		evidence_value(evidence, "message", message);
	jv_free(message);
}

/* An answer may say what was called, also when nothing came of it; but not when there may be no such tool. */
static void read_name(struct evidence *evidence, jv call, const char *name)
{
	if (fr_json_true(call, "result") || fr_json_number(call, "error.code", FR_EX_DATAERR) != FR_EX_DATAERR)
		evidence_name(evidence, name);
}

/* "It gave 1 row." */
static void count_rows(struct evidence *evidence, jv result)
{
	jv rows = jv_get_kind(result) == JV_KIND_OBJECT ? fr_json_get(result, "rows") : jv_null();
	const struct term *term = terms_word(evidence->terms, index_hash("rows", strlen("rows")));
	struct column count = { .kind = KIND_NUMBER, .unit = 1, .nouns = term != NULL ? term->nouns : 0 };

	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		evidence_meaning(evidence, &count, jv_array_length(jv_copy(rows)), false);
	jv_free(rows);
}

static void read_call(struct evidence *evidence, jv call)
{
	char *text = fr_json_text(call, "name");
	const char *name = text != NULL ? text : "result";
	jv result = unpacked(fr_json_get(call, "result")), error = fr_json_get(call, "error");

	if (jv_get_kind(result) == JV_KIND_ARRAY)
		result = fr_json_set(jv_object(), "rows", result);
	read_name(evidence, call, name);
	read_error(evidence, error);
	evidence_section(evidence, name, result);
	count_rows(evidence, result);
	jv_free(result);
	jv_free(error);
	free(text);
}

static void read_turn(struct evidence *evidence, jv turn)
{
	jv calls = fr_json_get(turn, "calls");

	if (jv_get_kind(calls) == JV_KIND_ARRAY)
		jv_array_foreach (calls, i, call) {
			read_call(evidence, call);
			jv_free(call);
		}
	jv_free(calls);
}

/* What a tool gave in an earlier turn of the conversation: "NAME INPUT", and the rows as JSON on the next line. */
static void read_told(struct evidence *evidence, jv told)
{
	const char *text = jv_get_kind(told) == JV_KIND_STRING ? jv_string_value(told) : "", *rows = strchr(text, '\n');
	jv call = jv_object();

	if (rows != NULL) {
		jv name = jv_string_sized(text, (int)strcspn(text, " \n"));

		call = fr_json_set(call, "name", name);
		call = fr_json_set(call, "result", unpacked(jv_string(rows + 1)));
		read_call(evidence, call);
	}
	jv_free(call);
}

static void read_earlier(struct evidence *evidence, jv turn)
{
	jv question = fr_json_get(turn, "question"), results = fr_json_get(turn, "results");

	if (jv_get_kind(question) == JV_KIND_STRING)
		evidence_value(evidence, "question", question);
	if (jv_get_kind(results) == JV_KIND_ARRAY)
		jv_array_foreach (results, i, told) {
			read_told(evidence, told);
			jv_free(told);
		}
	jv_free(question);
	jv_free(results);
}

void exchange_read(struct evidence *evidence, jv envelope)
{
	jv earlier = fr_json_get(envelope, "earlier.turns");
	jv question = fr_json_get(envelope, "question.text"), turns = fr_json_get(envelope, "response.turns");

	if (jv_get_kind(question) == JV_KIND_STRING)
		evidence_value(evidence, "question", question);
	if (jv_get_kind(turns) == JV_KIND_ARRAY)
		jv_array_foreach (turns, i, turn) {
			read_turn(evidence, turn);
			jv_free(turn);
		}
	if (jv_get_kind(earlier) == JV_KIND_ARRAY)
		jv_array_foreach (earlier, i, turn) {
			read_earlier(evidence, turn);
			jv_free(turn);
		}
	jv_free(earlier);
	jv_free(question);
	jv_free(turns);
}

#include "answer.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json.h"
#include "markdown_inline.h"
#include "proposals.h"
#include "shown.h"
#include "statement.h"
#include "try.h"

#define SECTION "query_hypothetical"
#define TRIED_MOST 8     /* of one answer */
#define WRITTEN_MOST 200 /* bytes of a statement that was not tried */

/* What became of the proposals so far. */
struct tried {
	jv rows;  /* of the section */
	jv lines; /* a string: Markdown */
};

/* "- `SQL`: what", whatever they have in them. Consumes what. */
static jv line(const char *sql, jv what)
{
	char *code = strndup(sql, WRITTEN_MOST);
	jv text;

	if (code == NULL)
		abort();
	for (char *tick = code; (tick = strchr(tick, '`')) != NULL;)
		*tick = '\'';
	text = jv_string_fmt("`%s%s`: %s", code, strlen(sql) > WRITTEN_MOST ? " \u2026" : "", jv_string_value(what));
	free(code);
	jv_free(what);
	return jv_string_append_str(jv_string_concat(jv_string("- "), fr_markdown_inline(text)), "\n");
}

/* Once: two names for an index are one index. Consumes new_line. */
static void add_line(struct tried *tried, jv new_line)
{
	if (strstr(jv_string_value(tried->lines), jv_string_value(new_line)) == NULL)
		tried->lines = jv_string_concat(tried->lines, new_line);
	else
		jv_free(new_line);
}

static jv tried_line(jv row)
{
	char *definition = fr_json_text(row, "definition");
	jv made =
	    line(definition != NULL ? definition : "",
		 jv_string_fmt("plan cost %.2f \u2192 %.2f, %s", fr_json_number(row, "cost_before", 0),
			       fr_json_number(row, "cost_after", 0), fr_json_true(row, "used") ? "used" : "not used"));

	free(definition);
	return made;
}

/* Rows with the new one, unless the rules tried the same. Consumes both. */
static jv add_row(jv rows, jv row)
{
	jv definition = fr_json_get(row, "definition");
	bool known = false;

	jv_array_foreach (rows, i, other) {
		known |= jv_equal(fr_json_get(other, "definition"), jv_copy(definition)) != 0;
		jv_free(other);
	}
	jv_free(definition);
	if (!known)
		return jv_array_append(rows, fr_json_set(row, "proposed_by", jv_string("model")));
	jv_free(row);
	return rows;
}

/* Consumes row. */
static int take_row(struct tried *tried, struct fr_sanitizer *sanitizer, jv row, struct fr_error *err)
{
	jv rows = jv_array_append(jv_array(), row);

	if (shown_rows(&rows, sanitizer, SECTION, err) < 0)
		return -1;
	row = jv_array_get(rows, 0);
	add_line(tried, tried_line(row));
	tried->rows = add_row(tried->rows, row);
	return 0;
}

/* One more proposal. -1: trying others makes no sense. */
static int take(struct tried *tried, struct try *try, const char *written, struct fr_error *err)
{
	struct fr_sanitizer *sanitizer = try->caller->sanitizer;
	jv row;

	if (try_one(try, written, &row, err) == 0)
		return take_row(tried, sanitizer, row, err);
	if (err->code == FR_EX_UNAVAILABLE || err->code == FR_EX_CONFIG)
		return -1;
	shown_error(err, sanitizer);
	add_line(tried, line(written, jv_string_fmt("not tried: %s", err->message)));
	return 0;
}

static int take_all(struct tried *tried, struct try *try, jv proposals, struct fr_error *err)
{
	int result = 0;

	jv_array_foreach (proposals, i, one) {
		struct fr_error why = { 0 };

		if (result == 0 && i == TRIED_MOST)
			add_line(tried, jv_string_fmt("- the others: not tried, since %d are the most\n", TRIED_MOST));
		if (result == 0 && i < TRIED_MOST && (result = take(tried, try, jv_string_value(one), &why)) < 0)
			*err = why;
		jv_free(one);
	}
	return result;
}

static int try_all(struct tried *tried, const struct answers *answers, jv proposals, struct fr_error *err)
{
	struct caller *caller = answers->caller;
	struct fr_statement statement;
	struct try try = { 0 };
	int result = fr_statement_read(&statement, answers->query, err);

	if (result == 0)
		result = call_connect(caller, err);
	if (result == 0)
		result = fr_statement_find(&statement, caller->db, caller->timeout, err);
	if (result == 0)
		result = try_begin(&try, caller, statement.text, err);
	if (result == 0)
		result = try.trial != NULL ? take_all(tried, &try, proposals, err) :
					     fr_error_set(err, FR_EX_DATAERR, "the database has no extension hypopg");
	try_end(&try);
	fr_statement_release(&statement);
	return result;
}

static jv member(jv object, const char *key, jv otherwise)
{
	jv value = fr_json_get(object, key);

	if (jv_get_kind(value) == jv_get_kind(otherwise)) {
		jv_free(otherwise);
		return value;
	}
	jv_free(value);
	return otherwise;
}

static jv with_rows(jv envelope, jv rows)
{
	jv context = member(envelope, "context", jv_object()), section = member(context, SECTION, jv_object());
	int count = jv_array_length(jv_copy(rows));

	section = fr_json_set(section, "rows", rows);
	section = fr_json_set(section, "returned", jv_number(count));
	section = fr_json_set(section, "total", jv_number(count));
	section = fr_json_set(section, "truncated", jv_false());
	return fr_json_set(envelope, "context", fr_json_set(context, SECTION, section));
}

static jv with_note(jv envelope, const char *message)
{
	jv coverage = member(envelope, "coverage", jv_object()), notes = member(coverage, "notes", jv_array());

	notes = jv_array_append(notes, jv_string_fmt(SECTION ": %s", message));
	return fr_json_set(envelope, "coverage", fr_json_set(coverage, "notes", notes));
}

static jv with_lines(jv envelope, jv text, jv lines)
{
	static const char heading[] =
	    "\n\n## Tried on the Server\n\n"
	    "The server planned the statement with each of these indexes as if it were there, "
	    "and made none:\n\n";
	jv response = fr_json_get(envelope, "response");

	text = jv_string_concat(jv_string_append_str(text, heading), lines);
	return fr_json_set(envelope, "response", fr_json_set(response, "text", text));
}

/* The answer without the line ends behind it; invalid where there is nothing to try. */
static jv text_of(jv envelope)
{
	char *provider = fr_json_text(envelope, "response.provider"), *text = fr_json_text(envelope, "response.text");
	jv made = jv_invalid();

	/* What offline writes of indexes is what was tried before. */
	if (text != NULL && (provider == NULL || strcmp(provider, "offline") != 0)) {
		size_t length = strlen(text);

		while (length > 0 && text[length - 1] == '\n')
			length--;
		made = jv_string_sized(text, (int)length);
	}
	free(provider);
	free(text);
	return made;
}

/* Why not all were tried. That a statement cannot be planned was said when its evidence was gathered. */
static jv complain(struct answers *answers, jv envelope, struct fr_error *err)
{
	shown_error(err, answers->caller->sanitizer);
	if (err->code != FR_EX_NOPERM && err->code != FR_EX_DATAERR && err->code != FR_EX_TEMPFAIL) {
		fr_report(err);
		answers->worst = fr_exit_worse(answers->worst, err->code);
	}
	return with_note(envelope, err->message);
}

int answer_try(jv *envelope, void *state, struct fr_error *unused)
{
	struct answers *answers = state;
	jv text = text_of(*envelope), proposals = jv_is_valid(text) ? proposals_of(text) : jv_array();
	struct tried tried = { .rows = jv_array(), .lines = jv_string("") };
	struct fr_error err = { 0 };

	(void)unused;
	if (jv_array_length(jv_copy(proposals)) > 0) {
		jv context = member(*envelope, "context", jv_object()), section = member(context, SECTION, jv_object());

		jv_free(tried.rows);
		tried.rows = member(section, "rows", jv_array());
		jv_free(section);
		jv_free(context);
		if (try_all(&tried, answers, proposals, &err) < 0)
			*envelope = complain(answers, *envelope, &err);
		if (jv_array_length(jv_copy(tried.rows)) > 0)
			*envelope = with_rows(*envelope, jv_copy(tried.rows));
		if (jv_string_length_bytes(jv_copy(tried.lines)) > 0)
			*envelope = with_lines(*envelope, jv_copy(text), jv_copy(tried.lines));
	}
	jv_free(tried.rows);
	jv_free(tried.lines);
	jv_free(proposals);
	jv_free(text);
	return 0;
}

#include "sanitize/sql.h"

#include "sanitize/cut.h"
#include "sanitize/statement.h"

/* A text that still changes after so many readings is hidden. */
enum { ROUNDS_MOST = 4 };

static const struct placeholder {
	const char *text;
	size_t length;
} string_hidden = { "'<redacted>'", 12 }, number_hidden = { "<N>", 3 }, quoted_hidden = { "\"<redacted>\"", 12 };

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool only_spaces(const char *text, size_t length)
{
	while (length > 0 && is_space(*text))
		text++, length--;
	return length == 0;
}

static bool ends_with(const struct fr_sql *sql, size_t end, const struct placeholder *placeholder)
{
	return end - sql->begin >= placeholder->length &&
	       memcmp(sql->out->data + end - placeholder->length, placeholder->text, placeholder->length) == 0;
}

/* A value: the placeholder in its place, counted unless it was one before. */
static void hide(struct fr_sql *sql, size_t start, size_t end, const struct placeholder *placeholder,
		 enum fr_sql_kind kind)
{
	fr_bytes_add(sql->out, placeholder->text, placeholder->length);
	if (end - start != placeholder->length ||
	    memcmp(sql->text + start, placeholder->text, placeholder->length) != 0)
		sql->hidden[kind]++;
	sql->blank = false;
}

/*
 * Two with nothing but blanks between would be one continued string when they are read again: they become one now. And
 * U& before $$a$$ is no part of it, but before a quote it would be.
 */
void fr_sql_hide_string(struct fr_sql *sql, size_t start, size_t end, enum fr_sql_kind kind)
{
	size_t last = sql->out->length;

	if (last > sql->begin + 1 && sql->out->data[last - 1] == '&' && (sql->out->data[last - 2] | 0x20) == 'u') {
		fr_bytes_add(sql->out, " ", 1);
		last++;
	}

	while (last > sql->begin && is_space(sql->out->data[last - 1]))
		last--;
	if (ends_with(sql, last, &string_hidden))
		sql->out->length = last - string_hidden.length;
	hide(sql, start, end, &string_hidden, kind);
}

void fr_sql_keep(struct fr_sql *sql, size_t start, size_t end)
{
	fr_bytes_add(sql->out, sql->text + start, end - start);
}

/*
 * Nothing is left of a comment but, between two tokens that it kept apart, a blank; at the end of the text too, where
 * $a would begin a string.
 */
static void drop_comment(struct fr_sql *sql, const struct fr_token *token)
{
	bool apart = sql->out->length > sql->begin && !is_space(sql->out->data[sql->out->length - 1]);

	if (apart && (token->end == sql->length || !is_space(sql->text[token->end])))
		fr_bytes_add(sql->out, " ", 1);
	sql->hidden[FR_SQL_COMMENT]++;
}

/* Does what comes after the token depend on it: the next statement, a password, a setting, the data of COPY? */
static bool decides(const struct fr_sql *sql, const struct fr_token *token)
{
	return token->kind == FR_TOKEN_BREAK ||
	       (token->kind == FR_TOKEN_KEPT && fr_sql_announces(sql->text + token->start, token->end - token->start));
}

/*
 * A backslash before a quote: where standard_conforming_strings is on the string ends there, where it is off it
 * goes on. Both readings are followed until they meet again outside of everything, or to the end of the text when one
 * of them sees what changes how the rest is read. 0 when PCRE2 gives up.
 */
static size_t where_readings_meet(struct fr_sql *sql, size_t at)
{
	struct fr_token on = { .end = at }, off = { .end = at };

	do {
		bool behind = on.end <= off.end;
		struct fr_token *token = behind ? &on : &off;
		enum fr_reading reading = behind ? FR_LEX_STEP : FR_LEX_STEP_ESCAPED;

		if (fr_lex(sql->lexer, reading, sql->text, sql->length, token->end, token) < 0 ||
		    token->kind == FR_TOKEN_END)
			return 0;
		if (decides(sql, token))
			return sql->length;
	} while (on.end != off.end);
	return on.end;
}

static bool quote_escaped(const char *text, size_t length)
{
	const char *backslash = memchr(text, '\\', length);

	return backslash != NULL && memmem(backslash, length - (size_t)(backslash - text), "\\'", 2) != NULL;
}

/* Make a string that has two readings as long as both of them. */
static int widen(struct fr_sql *sql, struct fr_token *token)
{
	const char *text = sql->text + token->start;

	if (!sql->backslashes)
		return 0;
	if (token->kind != FR_TOKEN_STRING && token->kind != FR_TOKEN_OPEN_STRING)
		return 0;
	if (*text == '$' || *text == 'e' || *text == 'E' || !quote_escaped(text, token->end - token->start))
		return 0;
	token->end = where_readings_meet(sql, token->start);
	return token->end == 0 ? -1 : 0;
}

int fr_sql_run(struct fr_sql *sql, size_t at, struct fr_token *token)
{
	if (fr_lex(sql->lexer, FR_LEX_RUN, sql->text, sql->length, at, token) < 0 || token->end == at)
		return -1;
	return widen(sql, token);
}

void fr_sql_hide_rest(struct fr_sql *sql, size_t at, enum fr_sql_kind kind)
{
	size_t end = sql->length;

	while (end > at && is_space(sql->text[end - 1]))
		end--;
	while (at < end && is_space(sql->text[at]))
		fr_bytes_add(sql->out, sql->text + at++, 1);
	if (at < end && sql->out->length > sql->begin && fr_is_word(sql->out->data[sql->out->length - 1]))
		fr_bytes_add(sql->out, " ", 1); /* a string right behind a word is the sign of a lost head */
	if (at < end)
		fr_sql_hide_string(sql, at, end, kind);
	fr_sql_keep(sql, end, sql->length);
	sql->at = sql->length;
}

static int emit_string(struct fr_sql *sql, const struct fr_token *token)
{
	if (sql->fragment && fr_sql_inside_out(sql, token))
		return -1;
	if (fr_sql_elided(sql, token))
		fr_sql_hide_rest(sql, token->start, FR_SQL_STRING);
	else
		fr_sql_hide_string(sql, token->start, token->end, FR_SQL_STRING);
	return 0;
}

int fr_sql_emit(struct fr_sql *sql, const struct fr_token *token)
{
	sql->at = token->end;
	switch (token->kind) {
	case FR_TOKEN_STRING:
	case FR_TOKEN_OPEN_STRING:
	case FR_TOKEN_OPEN_DOLLAR:
		return emit_string(sql, token);
	case FR_TOKEN_NUMBER:
		hide(sql, token->start, token->end, &number_hidden, FR_SQL_NUMBER);
		break;
	case FR_TOKEN_QUOTED:
		hide(sql, token->start, token->end, &quoted_hidden, FR_SQL_IDENTIFIER);
		break;
	case FR_TOKEN_COMMENT:
		drop_comment(sql, token);
		break;
	case FR_TOKEN_ELISION:
		fr_sql_keep(sql, token->start, token->end);
		fr_sql_hide_rest(sql, token->end, FR_SQL_FIELD);
		break;
	case FR_TOKEN_BREAK:
		sql->blank = true;
		fr_sql_keep(sql, token->start, token->end);
		break;
	case FR_TOKEN_KEPT:
		fr_sql_keep(sql, token->start, token->end);
		break;
	case FR_TOKEN_END:
		break;
	}
	return 0;
}

/* An ellipsis in what may be shown, or in a fragment the end of a comment, means that a part is missing. */
int fr_sql_emit_kept(struct fr_sql *sql, size_t end)
{
	const char *text = sql->text + sql->at;
	size_t length = end - sql->at, shown = length;
	bool missing = sql->elisions && fr_sql_has_ellipsis(text, length, sql->length - sql->at, &shown);

	if (sql->fragment && memmem(text, length, "*/", 2) != NULL)
		return -1;
	fr_sql_keep(sql, sql->at, sql->at + shown);
	sql->at += shown;
	if (missing)
		fr_sql_hide_rest(sql, sql->at, FR_SQL_FIELD);
	return 0;
}

static int sanitize(struct fr_sql *sql)
{
	struct fr_token token;

	while (sql->at < sql->length) {
		size_t from = sql->at;

		if (fr_sql_run(sql, from, &token) < 0)
			return -1;
		if (sql->blank && !only_spaces(sql->text + from, token.start - from)) {
			sql->blank = false;
			if (fr_sql_is_utility(sql, token.start - from)) {
				sql->utility = true;
				if (fr_sql_utility(sql) < 0)
					return -1;
				continue;
			}
		}
		if (fr_sql_emit_kept(sql, token.start) < 0)
			return -1;
		if (sql->at == token.start && fr_sql_emit(sql, &token) < 0)
			return -1;
	}
	return 0;
}

/* Sanitise text once; true when it is of a sort that is surely at rest then: no comment, no head missing, no utility.
 */
static bool once(struct fr_lexer *lexer, const char *text, size_t length, struct fr_bytes *out,
		 size_t hidden[FR_SQL_KINDS])
{
	struct fr_sql sql = {
		.lexer = lexer,
		.text = text,
		.length = length,
		.out = out,
		.begin = out->length,
		.backslashes = memchr(text, '\\', length) != NULL,
		.elisions = fr_sql_may_have_elisions(text, length),
		.blank = true,
		.fragment = !fr_sql_begins_statement(text, length),
	};

	fr_bytes_reserve(out, length + 64);
	if ((sql.fragment && fr_sql_begins_with_ellipsis(text, length)) || sanitize(&sql) < 0) {
		out->length = sql.begin;
		memset(sql.hidden, 0, sizeof(sql.hidden));
		fr_sql_hide_string(&sql, 0, length, FR_SQL_FIELD);
	}
	for (int kind = 0; kind < FR_SQL_KINDS; kind++)
		hidden[kind] += sql.hidden[kind];
	return !sql.fragment && !sql.utility && sql.hidden[FR_SQL_COMMENT] == 0;
}

/* What the end of out, from begin on, becomes when it is read again, until that changes nothing. */
static void settle(struct fr_lexer *lexer, struct fr_bytes *out, size_t begin, size_t hidden[FR_SQL_KINDS])
{
	struct fr_bytes again = { 0 };
	bool rests = false;

	for (int round = 0; round < ROUNDS_MOST && !rests; round++) {
		again.length = 0;
		once(lexer, out->data + begin, out->length - begin, &again, hidden);
		rests = again.length == out->length - begin && memcmp(again.data, out->data + begin, again.length) == 0;
		out->length = begin;
		fr_bytes_add(out, again.data, again.length);
	}
	if (!rests) {
		out->length = begin;
		fr_bytes_add(out, string_hidden.text, string_hidden.length);
		memset(hidden, 0, FR_SQL_KINDS * sizeof(*hidden));
		hidden[FR_SQL_FIELD] = 1;
	}
	fr_bytes_release(&again);
}

void fr_sql_sanitize(struct fr_lexer *lexer, const char *text, size_t length, struct fr_bytes *out,
		     struct fr_counts *counts)
{
	static const char *const names[FR_SQL_KINDS] = {
		"string", "number", "identifier", "value", "comment", "field"
	};
	size_t hidden[FR_SQL_KINDS] = { 0 }, begin = out->length;

	if (!once(lexer, text, length, out, hidden) && out->length > begin)
		settle(lexer, out, begin, hidden);
	for (int kind = 0; kind < FR_SQL_KINDS; kind++)
		fr_count(counts, names[kind], hidden[kind]);
}

#include "sanitize/sql.h"

#include "sanitize/statement.h"

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

/* Two with nothing but blanks between would be one continued string when they are read again: they become one now. */
void fr_sql_hide_string(struct fr_sql *sql, size_t start, size_t end, enum fr_sql_kind kind)
{
	size_t last = sql->out->length;

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

/* Nothing is left of a comment but, between two tokens that it kept apart, a blank. */
static void drop_comment(struct fr_sql *sql, const struct fr_token *token)
{
	bool apart = sql->out->length > sql->begin && !is_space(sql->out->data[sql->out->length - 1]);

	if (apart && token->end < sql->length && !is_space(sql->text[token->end]))
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

	if (token->kind != FR_TOKEN_STRING && token->kind != FR_TOKEN_OPEN_STRING)
		return 0;
	if (*text == '$' || *text == 'e' || *text == 'E' || !quote_escaped(text, token->end - token->start))
		return 0;
	token->end = where_readings_meet(sql, token->start);
	return token->end == 0 ? -1 : 0;
}

int fr_sql_next(struct fr_sql *sql, size_t at, struct fr_token *token)
{
	if (fr_lex(sql->lexer, FR_LEX_STEP, sql->text, sql->length, at, token) < 0 || token->kind == FR_TOKEN_END)
		return -1;
	return widen(sql, token);
}

/*
 * A text that does not begin as a statement does may have lost its head inside of a literal, and then its quotes
 * are inside out: words stand where no word can stand.
 */
static bool inside_out(const struct fr_sql *sql, const struct fr_token *token)
{
	size_t start = token->start, end = token->end;

	if (token->kind == FR_TOKEN_OPEN_STRING || token->kind == FR_TOKEN_OPEN_DOLLAR)
		return true;
	if (token->kind != FR_TOKEN_STRING)
		return false;
	return (start > 0 && fr_is_word(sql->text[start - 1]) && sql->text[start] == '\'') ||
	       (end < sql->length && fr_is_word(sql->text[end]));
}

/* Does a literal hold the sign of something left out, [...], or look as if it did: dots, and a word right behind it? */
static bool elided(const struct fr_sql *sql, const struct fr_token *token)
{
	static const char *const signs[] = { "[...]", "[\xe2\x80\xa6]", "...", "\xe2\x80\xa6" };
	const char *text = sql->text + token->start;
	size_t length = token->end - token->start;
	bool glued = token->end < sql->length && fr_is_word(sql->text[token->end]);

	if (!glued && memchr(text, '[', length) == NULL)
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if ((*signs[i] == '[' || glued) && memmem(text, length, signs[i], strlen(signs[i])) != NULL)
			return true;
	return false;
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
	if (sql->fragment && inside_out(sql, token))
		return -1;
	if (elided(sql, token))
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

/*
 * Is there an ellipsis in text, and anything but blanks behind it in the rest? Then *shown is how much of text may be
 * shown: up to behind it, or to where the quoted identifier begins that it is in.
 */
static bool has_ellipsis(const char *text, size_t length, size_t rest, size_t *shown)
{
	const char *dots = memchr(text, 0xe2, length); /* its first byte, and rare */
	size_t quote = 0, quotes = 0;

	if (dots != NULL)
		dots = memmem(dots, length - (size_t)(dots - text), "\xe2\x80\xa6", 3);
	if (dots == NULL || only_spaces(dots + 3, rest - (size_t)(dots + 3 - text)))
		return false;
	*shown = (size_t)(dots + 3 - text);
	for (size_t i = 0; i < *shown; i++)
		if (text[i] == '"') {
			quote = i;
			quotes++;
		}
	if (quotes % 2 == 1)
		*shown = quote;
	return true;
}

/* What may be shown, up to text[end]. An ellipsis in it, or in a fragment the end of a comment, means that a part is
 * missing. */
static int emit_kept(struct fr_sql *sql, size_t end)
{
	const char *text = sql->text + sql->at;
	size_t length = end - sql->at, shown = length;
	bool missing = has_ellipsis(text, length, sql->length - sql->at, &shown);

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

		if (fr_lex(sql->lexer, FR_LEX_RUN, sql->text, sql->length, from, &token) < 0 || token.end == from ||
		    widen(sql, &token) < 0)
			return -1;
		if (sql->blank && !only_spaces(sql->text + from, token.start - from)) {
			sql->blank = false;
			if (fr_sql_is_utility(sql->text + from, token.start - from)) {
				if (fr_sql_utility(sql) < 0)
					return -1;
				continue;
			}
		}
		if (emit_kept(sql, token.start) < 0)
			return -1;
		if (sql->at == token.start && fr_sql_emit(sql, &token) < 0)
			return -1;
	}
	return 0;
}

static bool begins_with_ellipsis(const char *text, size_t length)
{
	static const char *const signs[] = { "...", "\xe2\x80\xa6", "[...]", "[\xe2\x80\xa6]" };
	size_t first = fr_sql_first_word(text, length);

	text += first;
	length -= first;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (length > strlen(signs[i]) && memcmp(text, signs[i], strlen(signs[i])) == 0)
			return true;
	return false;
}

void fr_sql_sanitize(struct fr_lexer *lexer, const char *text, size_t length, struct fr_bytes *out,
		     struct fr_counts *counts)
{
	static const char *const names[FR_SQL_KINDS] = {
		"string", "number", "identifier", "value", "comment", "field"
	};
	struct fr_sql sql = {
		.lexer = lexer,
		.text = text,
		.length = length,
		.out = out,
		.begin = out->length,
		.blank = true,
		.fragment = !fr_sql_begins_statement(text, length),
	};

	fr_bytes_reserve(out, length + 64);
	if ((sql.fragment && begins_with_ellipsis(text, length)) || sanitize(&sql) < 0) {
		out->length = sql.begin;
		memset(sql.hidden, 0, sizeof(sql.hidden));
		fr_sql_hide_string(&sql, 0, length, FR_SQL_FIELD);
	}
	for (int kind = 0; kind < FR_SQL_KINDS; kind++)
		fr_count(counts, names[kind], sql.hidden[kind]);
}

#include "sanitize/cut.h"

/* The first byte of an ellipsis, and rare. */
enum { ELLIPSIS_BEGIN = 0xe2 };

static bool only_spaces(const char *text, size_t length)
{
	while (length > 0 && (*text == ' ' || (*text >= '\t' && *text <= '\r')))
		text++, length--;
	return length == 0;
}

bool fr_sql_inside_out(const struct fr_sql *sql, const struct fr_token *token)
{
	size_t start = token->start, end = token->end;

	if (token->kind == FR_TOKEN_OPEN_STRING || token->kind == FR_TOKEN_OPEN_DOLLAR)
		return true;
	if (token->kind != FR_TOKEN_STRING)
		return false;
	return (start > 0 && fr_is_word(sql->text[start - 1]) && sql->text[start] == '\'') ||
	       (end < sql->length && fr_is_word(sql->text[end]));
}

bool fr_sql_elided(const struct fr_sql *sql, const struct fr_token *token)
{
	static const char *const signs[] = { "[...]", "[\xe2\x80\xa6]", "...", "\xe2\x80\xa6" };
	const char *text = sql->text + token->start;
	size_t length = token->end - token->start;
	bool glued = token->end < sql->length && fr_is_word(sql->text[token->end]);

	if (!glued && (!sql->elisions || memchr(text, '[', length) == NULL))
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if ((*signs[i] == '[' || glued) && memmem(text, length, signs[i], strlen(signs[i])) != NULL)
			return true;
	return false;
}

bool fr_sql_may_have_elisions(const char *text, size_t length)
{
	return memchr(text, '[', length) != NULL || memchr(text, ELLIPSIS_BEGIN, length) != NULL;
}

bool fr_sql_has_ellipsis(const char *text, size_t length, size_t rest, size_t *shown)
{
	const char *dots = memchr(text, ELLIPSIS_BEGIN, length);
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

bool fr_sql_begins_with_ellipsis(const char *text, size_t length)
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

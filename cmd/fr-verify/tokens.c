#include "tokens.h"

#include <string.h>

#include "bytes.h"
#include "index.h"
#include "text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What a character beyond ASCII means here: 0 when it is a letter, ' ' for a space. */
static char meaning(unsigned codepoint)
{
	static const struct {
		unsigned first, last;
		char sign;
	} signs[] = {
		{ 0x80, 0x9f, '?' },       { 0xa0, 0xa0, ' ' },     { 0xa1, 0xa9, '?' },     { 0xab, 0xb1, '?' },
		{ 0xb4, 0xb4, '\'' },      { 0xb6, 0xb9, '?' },     { 0xbb, 0xbf, '?' },     { 0xd7, 0xd7, 'x' },
		{ 0xf7, 0xf7, '/' },       { 0x2000, 0x200a, ' ' }, { 0x2010, 0x2015, '-' }, { 0x2018, 0x201b, '\'' },
		{ 0x201c, 0x201f, '"' },   { 0x2026, 0x2026, '.' }, { 0x202f, 0x202f, ' ' }, { 0x2212, 0x2212, '-' },
		{ 0x2248, 0x2248, '~' },   { 0x2264, 0x2264, '<' }, { 0x2265, 0x2265, '>' }, { 0x2000, 0x2bff, '?' },
		{ 0x3000, 0x3000, ' ' },   { 0x3001, 0x3004, '?' }, { 0xff0c, 0xff0c, ',' }, { 0xff1a, 0xff1a, ':' },
		{ 0x1f000, 0x1faff, '?' }, { 0xfffd, 0xfffd, '?' },
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (codepoint >= signs[i].first && codepoint <= signs[i].last)
			return signs[i].sign;
	return 0;
}

/* The bytes of the character at text, and what it means: 0 for a letter or digit of ASCII or beyond. */
static size_t character(const char *text, size_t length, char *sign)
{
	unsigned codepoint;
	size_t bytes;

	if ((text[0] & 0x80) == 0) {
		*sign = fr_is_word(text[0]) ? 0 : is_space(text[0]) ? ' ' : text[0];
		return 1;
	}
	bytes = fr_text_utf8(text, length, &codepoint);
	*sign = bytes > 0 ? meaning(codepoint) : '?';
	return bytes > 0 ? bytes : 1;
}

static size_t word_end(const char *text, size_t length, size_t at, bool letters_only)
{
	while (at < length) {
		char sign;
		size_t bytes = character(text + at, length - at, &sign);

		if (sign != 0 || (letters_only && (is_digit(text[at]) || text[at] == '_')))
			break;
		at += bytes;
	}
	return at;
}

static void add(struct tokens *tokens, struct token token)
{
	if (token.type == TOKEN_WORD)
		token.hash = index_hash(tokens->text + token.start, token.end - token.start);
	tokens->of[tokens->count++] = token;
}

/* A word, number or time at token->start, which is no sign. */
static void read_word(struct tokens *tokens, size_t length, struct token token)
{
	const struct token *before = tokens->count > 0 ? &tokens->of[tokens->count - 1] : NULL;
	bool unit = before != NULL && before->type == TOKEN_NUMBER && before->end == token.start;
	size_t bytes = unit ? 0 : fr_quantity_read(tokens->text + token.start, length - token.start, &token.quantity);

	if (unit && is_digit(tokens->text[token.start])) /* the rest of what was no number after all: 1.2.3.4 */
		bytes = fr_quantity_read(tokens->text + token.start, length - token.start, &token.quantity);
	token.type = bytes > 0 ? TOKEN_NUMBER : TOKEN_WORD;
	token.end = bytes > 0 ? token.start + bytes : word_end(tokens->text, length, token.start, unit);
	if (token.end == token.start)
		token.end = word_end(tokens->text, length, token.start, false);
	add(tokens, token);
}

void tokens_read(struct tokens *tokens, const char *text, size_t length, size_t *at, bool *code)
{
	bool spaced = true;
	int cell = 0;

	tokens->text = text;
	tokens->count = 0;
	while (*at < length && tokens->count < TOKENS_MOST) {
		struct token token = { .start = *at, .spaced = spaced, .code = *code, .cell = cell };
		size_t bytes = character(text + *at, length - *at, &token.sign);

		spaced = false;
		if (token.sign == ' ') {
			spaced = true;
			*at += bytes;
		} else if (token.sign == '`') {
			*code = !*code;
			*at += bytes;
		} else if (token.sign == '*' || (text[*at] == '_' && *at + 1 < length && is_digit(text[*at + 1]))) {
			spaced = token.spaced;
			*at += bytes;
		} else if (token.sign == '$' && *at + 1 < length && is_digit(text[*at + 1])) {
			token.type = TOKEN_WORD;
			token.end = word_end(text, length, *at + 1, false);
			add(tokens, token);
			*at = token.end;
		} else if (token.sign == 0) {
			read_word(tokens, length, token);
			*at = tokens->of[tokens->count - 1].end;
		} else {
			token.type = TOKEN_SIGN;
			token.end = *at + bytes;
			add(tokens, token);
			cell += token.sign == '|' && !*code;
			*at = token.end;
		}
	}
}

bool token_is_arrow(const struct tokens *tokens, int i)
{
	const struct token *token = i >= 0 && i < tokens->count ? &tokens->of[i] : NULL;

	return token != NULL && token->type == TOKEN_SIGN && token->end - token->start == 3 &&
	       memcmp(tokens->text + token->start, "\xe2\x86\x92", 3) == 0;
}

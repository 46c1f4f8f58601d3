/* Headings of an answer: some announce what to do, others what was seen. */
#include <string.h>

#include "answer.h"

#define LEAD_MOST 7 /* tokens */

static bool is_word(const struct answer *answer, int i, enum role role)
{
	const struct token *token = &answer->tokens.of[i];

	return token->type == TOKEN_WORD && terms_is(answer->evidence->terms, token->hash, role);
}

/* Which of the two kinds of headings are the tokens before last, if either? */
static void read_heading(struct answer *answer, int last)
{
	for (int i = 0; i < last; i++) {
		if (is_word(answer, i, ROLE_FACTS)) {
			answer->fix = false;
			return;
		}
		if (is_word(answer, i, ROLE_FIX)) {
			answer->fix = true;
			return;
		}
	}
}

/* # Heading, **Heading**, Heading: */
static bool is_heading(const char *line, size_t length)
{
	while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\r'))
		length--;
	if (length == 0 || length > 200)
		return false;
	if (line[0] == '#')
		return true;
	if (length > 4 && memcmp(line, "**", 2) == 0)
		return memcmp(line + length - 2, "**", 2) == 0 || memcmp(line + length - 3, "**:", 3) == 0 ||
		       memcmp(line + length - 3, ":**", 3) == 0;
	if (strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") >= length) /* ADVICE */
		return true;
	return line[length - 1] == ':' && length < 40 && line[0] >= 'A' && line[0] <= 'Z' &&
	       memchr(line, '`', length) == NULL;
}

/* "Supporting numbers: …", "**Figures.** …": the tokens that are as good as a heading; 0: there are none. */
static int lead(const struct answer *answer, size_t offset)
{
	const struct tokens *tokens = &answer->tokens;
	bool bold = false;

	for (int i = 0; i < tokens->count && i < LEAD_MOST; i++) {
		const struct token *token = &tokens->of[i];

		if (token->code || token->type == TOKEN_NUMBER)
			return 0;
		bold |= token->start >= 2 && memcmp(answer->text + offset + token->start - 2, "**", 2) == 0;
		if (token->type == TOKEN_SIGN && (token->sign == ':' || (bold && token->sign == '.')))
			return i;
	}
	return 0;
}

void answer_heading(struct answer *answer, const char *line, size_t length, size_t offset)
{
	read_heading(answer, is_heading(line, length) ? answer->tokens.count : lead(answer, offset));
}

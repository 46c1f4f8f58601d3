/* SQL in an answer: a quotation of what the evidence has, or a proposal, in which pids and names must be real. */
#include <string.h>

#include "answer.h"

static const struct token *at(const struct answer *answer, int i, int last)
{
	static const struct token none = { .type = TOKEN_SIGN, .sign = '\n' };

	return i >= 0 && i < last ? &answer->tokens.of[i] : &none;
}

static bool is_role(const struct answer *answer, int i, int last, enum role role)
{
	return at(answer, i, last)->type == TOKEN_WORD &&
	       terms_is(answer->evidence->terms, at(answer, i, last)->hash, role);
}

static bool is_word(const struct answer *answer, int i, int last, const char *word)
{
	const struct token *token = at(answer, i, last);

	return token->type == TOKEN_WORD && token->hash == index_hash(word, strlen(word));
}

static bool is_sign(const struct answer *answer, int i, int last, char sign)
{
	return at(answer, i, last)->type == TOKEN_SIGN && at(answer, i, last)->sign == sign;
}

/* Is it quoted as it stands, or in parts with "…" between? */
static bool is_quoted(struct answer *answer, const char *text, size_t length, bool *but_for_digits)
{
	size_t start = 0;
	bool parts = false, other;

	*but_for_digits = false;
	while (length > 0 && (text[length - 1] == ';' || text[length - 1] == ' '))
		length--;
	for (size_t i = 0; i <= length; i++) {
		size_t dots = i + 3 > length                     ? 0 :
			      memcmp(text + i, "...", 3) == 0    ? 3 :
			      memcmp(text + i, "\u2026", 3) == 0 ? 3 :
								   0;

		if (i < length && dots == 0)
			continue;
		while (start < i && text[start] == ' ')
			start++;
		if (i > start && (i - start > 3 || !parts)) {
			if (!answer_quotes(answer, text + start, i - start, &other)) {
				*but_for_digits |= other;
				return false;
			}
			parts = true;
		}
		start = i + dots;
		i = dots > 0 ? start - 1 : i;
	}
	return parts;
}

static void judge(struct answer *answer, struct citation *citation, size_t offset)
{
	citation->found = true;
	for (int i = 0; i < citation->count; i++) {
		const struct lookup *lookup = &citation->lookups[i];

		citation->found &= lookup->word ?
				       index_has_word(&answer->evidence->index, lookup->group) :
				       index_holds(&answer->evidence->index, lookup->group, lookup->low, lookup->high);
	}
	answer_judge(answer, citation, offset);
}

/* pid = 1, pid IN (1, 2), pg_terminate_backend(1), kill -9 1: the numbers from i on. */
static void judge_pids(struct answer *answer, int i, int last, size_t offset)
{
	struct citation citation;

	for (int passed = 0; passed < 64 && i < last; passed++, i++) {
		const struct token *token = at(answer, i, last);

		if (token->type == TOKEN_NUMBER && token->quantity.readings > 0 && token->quantity.digits > 1) {
			cite_pid(&answer->tokens, i, &citation);
			judge(answer, &citation, offset);
		} else if (token->type == TOKEN_WORD && !is_word(answer, i, last, "in") &&
			   !is_word(answer, i, last, "any") && !is_word(answer, i, last, "array")) {
			return;
		} else if (token->type == TOKEN_SIGN && strchr(";)|", token->sign) != NULL) {
			return;
		}
	}
}

/* An index that is created, at i or behind CONCURRENTLY and its like: it may be dropped again. */
static void create_index(struct answer *answer, int i, int last)
{
	while (is_role(answer, i, last, ROLE_NAMES_MORE) || is_sign(answer, i, last, '"'))
		i++;
	if (at(answer, i, last)->type == TOKEN_WORD && !is_word(answer, i, last, "on") &&
	    answer->created_count < CREATED_MOST)
		answer->created[answer->created_count++] = at(answer, i, last)->hash;
}

static bool is_created(const struct answer *answer, uint64_t name)
{
	for (int i = 0; i < answer->created_count; i++)
		if (answer->created[i] == name)
			return true;
	return false;
}

/* The name of an object that is there already, at i or behind ONLY, IF EXISTS and their like; before a bracket it is a
 * function's, unless columns come there. */
static void judge_name(struct answer *answer, int i, int last, bool columns, size_t offset)
{
	const struct token *token;
	struct citation citation;
	int end;

	if (is_sign(answer, i, last, '(')) /* VACUUM (ANALYZE, VERBOSE) orders */
		while (i < last && !is_sign(answer, i++, last, ')'))
			continue;
	while (is_role(answer, i, last, ROLE_NAMES_MORE) || is_role(answer, i, last, ROLE_NAMES_OBJECT) ||
	       is_sign(answer, i, last, '"'))
		i++;
	token = at(answer, i, last);
	if (token->type != TOKEN_WORD || token->end - token->start < 2 || is_created(answer, token->hash))
		return;
	end = cite_name_end(&answer->tokens, i);
	if (terms_knows(answer->evidence->terms, answer->tokens.text + token->start, token->end - token->start) ||
	    is_role(answer, i, last, ROLE_PLACEHOLDER) || is_role(answer, i, last, ROLE_STATEMENT) ||
	    is_role(answer, end, last, ROLE_PLACEHOLDER) || (is_sign(answer, end + 1, last, '(') && !columns))
		return;
	cite_name(&answer->tokens, i, end, &citation);
	judge(answer, &citation, offset);
}

/* Which words of the statement are followed by a name. */
static void judge_names(struct answer *answer, int first, int last, size_t offset)
{
	bool creates = is_word(answer, first, last, "create"), drops = is_word(answer, first, last, "drop");
	bool index = false;

	for (int i = first; i < last; i++) {
		index |= is_word(answer, i, last, "index");
		if (is_word(answer, i, last, "pid") || is_role(answer, i, last, ROLE_PID_CALLS)) {
			judge_pids(answer, i + 1, last, offset);
		} else if (is_role(answer, i, last, ROLE_NAMES_INDEX)) {
			if (creates)
				create_index(answer, i + 1, last);
			else if (drops || is_word(answer, i - 1, last, "reindex"))
				judge_name(answer, i + 1, last, false, offset);
		} else if (creates && index && is_word(answer, i, last, "on")) {
			judge_name(answer, i + 1, last, true, offset);
		} else if (is_role(answer, i, last, ROLE_NAMES_OBJECT) && (!creates || index) &&
			   !is_role(answer, i + 1, last, ROLE_NAMES_INDEX)) {
			judge_name(answer, i + 1, last, false, offset);
			while (is_role(answer, i + 1, last, ROLE_NAMES_OBJECT))
				i++;
		}
	}
}

void answer_sql(struct answer *answer, int first, int last, size_t start, size_t end, size_t offset)
{
	struct citation quotation = { .kind = KIND_QUERY, .start = start, .end = end };
	bool but_for_digits = false;

	quotation.found = end - start >= 8 &&
			  is_quoted(answer, answer->text + offset + start, end - start, &but_for_digits);
	if (quotation.found) {
		answer_judge(answer, &quotation, offset);
	} else if (!answer->fix && is_role(answer, first, last, ROLE_QUOTED) && end - start >= 8 && but_for_digits) {
		answer_judge(answer, &quotation, offset);
	} else {
		answer->proposed++;
		judge_names(answer, first, last, offset);
	}
}

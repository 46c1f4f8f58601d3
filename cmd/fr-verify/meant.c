/* Whether a number may be a value of the evidence, by what the words around it say that it is. */
#include <math.h>
#include <string.h>

#include "question.h"

#define PRECISE 100     /* steps, zeros at the end left away */
#define CITED_WITHIN 16 /* citations to both sides */
#define SMALL 100       /* a number that columns of many kinds have */
#define FEW 20
#define NEARLY_LEAST 2 /* 1 GB is not nearly 8 kB, though both are within a step of it */
#define SHORT 0.001    /* seconds: a statement's calls do not take less altogether */

double question_column(const struct question *question, const struct index_entry *entry)
{
	return named_column(&question->answer->named, question->answer->evidence->terms, entry->column,
			    question->token);
}

static bool has_role(const struct question *question, const struct index_entry *entry, enum role role)
{
	return entry->column != 0 &&
	       terms_names(question->answer->evidence->terms, &question_index(question)->columns[entry->column], role);
}

/* Of mean_before_ms and all of the baseline. */
static bool is_of_before(const struct question *question, const struct index_entry *entry)
{
	return has_role(question, entry, ROLE_EARLIER) ||
	       (entry->row != 0 && question_index(question)->rows[entry->row].earlier);
}

static bool is_past(const struct question *question, const struct token *token)
{
	const struct terms *terms = question->answer->evidence->terms;
	const char *text = question->answer->tokens.text + token->start;

	if (token->type != TOKEN_WORD)
		return false;
	return memmem(text, token->end - token->start, "before", 6) != NULL || /* mean_before_ms */
	       (!token->code &&
		(terms_is(terms, token->hash, ROLE_EARLIER) || terms_is(terms, token->hash, ROLE_PAST)));
}

/* Does a word between the number and the next to either side say that it was so before? */
static bool says_before(const struct question *question)
{
	const struct tokens *tokens = &question->answer->tokens;
	int cell = tokens->of[question->token].cell;

	if (question->answer->table && cell < question->answer->heads.count && question->answer->heads.of[cell].past)
		return true;
	for (int side = -1; side <= 1; side += 2)
		for (int i = question->token + side; i >= 0 && i < tokens->count && tokens->of[i].type != TOKEN_NUMBER;
		     i += side)
			if (is_past(question, &tokens->of[i]) || token_is_arrow(tokens, i))
				return true;
	return false;
}

static double significant(double digits)
{
	for (digits = round(fabs(digits)); digits >= 10 && fmod(digits, 10) < 0.5; digits /= 10)
		;
	return digits;
}

void question_ask(struct question *question, struct answer *answer, const struct citation *citation, int which)
{
	double step = citation->count > 0 ? citation->lookups[0].step : 0;

	*question =
	    (struct question){ .answer = answer, .citation = citation, .which = which, .whole = citation->step >= 1 };
	question->token = named_token_at(&answer->tokens, citation->start);
	question->precise = step > 0 && significant(citation->lookups[0].value / step) >= PRECISE;
	question->past = says_before(question);
}

/* Some columns are cited only with a word for what they are. */
static bool wants_word(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	uint64_t nouns = question_index(question)->columns[entry->column].nouns;

	if (lookup->value == 0)
		return !question->answer->table && !question->referred;
	return question->whole && lookup->value < FEW && lookup->group == index_group(GROUP_ANY, 0, 0) &&
	       entry->column != 0 && (nouns & question->answer->evidence->terms->always_said) != 0;
}

/* total_exec_time of all calls, when the number is of each, or too short. */
static bool is_of_all(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	return !lookup->each && question->citation->kind == KIND_DURATION &&
	       (question->citation->rate || (lookup->value < SHORT && !question->referred)) &&
	       has_role(question, entry, ROLE_DERIVE);
}

bool meant_may_be(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	if ((!question->past && is_of_before(question, entry)) || is_of_all(question, lookup, entry) ||
	    (wants_word(question, lookup, entry) && question_column(question, entry) <= 0))
		return false;
	return !question->whole || entry->column == 0 || lookup->value >= 10 * SMALL ||
	       lookup->group != index_group(GROUP_ANY, 0, 0) ||
	       question_index(question)->columns[entry->column].counts || question->referred;
}

/* Does the line cite that value, too, with another number? */
static bool is_cited(const struct question *question, double value)
{
	const struct citations *citations = &question->answer->citations;
	int first = question->which > CITED_WITHIN ? question->which - CITED_WITHIN : 0;

	for (int i = first; i < citations->count && i <= question->which + CITED_WITHIN; i++) {
		const struct citation *citation = &citations->of[i];

		if (i == question->which)
			continue;
		for (int k = 0; k < citation->count; k++)
			if (!citation->lookups[k].word && value >= citation->lookups[k].low &&
			    value <= citation->lookups[k].high)
				return true;
	}
	return false;
}

bool meant_may_be_near(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	if (entry->row == 0 || question_is_said(question, entry) ||
	    (entry->value >= lookup->low && entry->value <= lookup->high) || is_cited(question, entry->value))
		return false;
	if (question->citation->kind != KIND_NUMBER ? entry->value * NEARLY_LEAST < lookup->value :
						      entry->value == 0 && question_column(question, entry) <= 0)
		return false;
	if (!question->whole || question->citation->kind != KIND_NUMBER)
		return true;
	return entry->value == floor(entry->value) &&
	       (lookup->value >= SMALL || lookup->group != index_group(GROUP_ANY, 0, 0) ||
		question_column(question, entry) > 0);
}

/*
 * A number that stands in the evidence, but not of what the line speaks of.
 *
 * "pid 4711 waited 24.02 s" is wrong when 4711 waited 24.01 s and only somebody else 24.02 s: a row that the line names
 * more plainly has nearly the number. And it is wrong when nothing in the line leads to the place where the number is.
 * On the other hand a number that was looked for under the wrong noun may be found in a row that the line names.
 */
#include <math.h>
#include <string.h>

#include "answer.h"

#define NEAR 1.500001   /* steps of the last digit that was written: as far as "nearly" goes */
#define PLAINER 1.2     /* the other row has to be named more plainly by that factor, */
#define PLAINER_FEW 1.5 /* when it is a count below twenty, which is found nearly anywhere, */
#define PLAINER_LIST 2  /* or one of a list, where each number is of another row, */
#define MARGIN 1        /* and by that much: a word of one row in three */
#define MARGIN_FEW 3
#define LED_TO 1         /* the least score of a place that a line leads to */
#define ELSEWHERE 3      /* the score of a row that a line does name */
#define LED_TO_ANY 6     /* the same for a number whose noun does not fit, */
#define LED_TO_PRECISE 2 /* and when it has at least three digits */
#define PRECISE 100      /* steps */
#define SAID 0.6         /* what a finding says of a row counts so much of what the row itself does */
#define FEW 20
#define COARSE 3        /* steps: of 1 GB nearly everything is near */
#define CITED_WITHIN 16 /* citations to both sides */
#define BOUND_MOST                                                                                                     \
	2000 /* citations of an answer: no honest one has that many, and each costs as much as the evidence is large   \
	      */
#define SMALL 100

struct place {
	double score;
	const struct index_entry *entry; /* NULL: none */
};

struct question {
	struct answer *answer;
	const struct citation *citation;
	int which; /* of the line's citations */
	int token;
	bool whole; /* it has no decimals: a length of time or a part would have a unit, and a count has none */
	bool precise;
	bool loose; /* it is found where nothing has to lead to it */
	struct place own, other;
};

static const struct index *index_of_answer(const struct question *question)
{
	return &question->answer->evidence->index;
}

static bool is_said(const struct index *index, const struct index_entry *entry)
{
	return index->kinds[entry->row] == ROW_SAID;
}

static double score_of(const struct question *question, const struct index_entry *entry)
{
	double row = question->answer->named.scores[entry->row];

	if (entry->row != 0 && is_said(index_of_answer(question), entry))
		row *= SAID;
	return row + named_column(&question->answer->named, question->answer->evidence->terms, entry->column,
				  question->token);
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

static void take(struct place *place, const struct index_entry *entry, double score)
{
	if (place->entry == NULL || score > place->score)
		*place = (struct place){ score, entry };
}

/* May the number that was written be this value? */
static bool may_be(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	return !question->whole || entry->column == 0 || lookup->value >= 10 * SMALL ||
	       lookup->group != index_group(GROUP_ANY, 0, 0) ||
	       index_of_answer(question)->columns[entry->column].counts;
}

static bool may_be_meant(const struct question *question, const struct lookup *lookup, const struct index_entry *entry)
{
	const struct index *index = index_of_answer(question);

	if (entry->row == 0 || is_said(index, entry) || (entry->value >= lookup->low && entry->value <= lookup->high) ||
	    is_cited(question, entry->value))
		return false;
	if (!question->whole || question->citation->kind != KIND_NUMBER)
		return true;
	return entry->value == floor(entry->value) &&
	       (lookup->value >= SMALL || lookup->group != index_group(GROUP_ANY, 0, 0) ||
		named_column(&question->answer->named, question->answer->evidence->terms, entry->column,
			     question->token) > 0);
}

/* Is the value in that row, too, in the place that was asked for? */
static bool has_row(const struct index_entry *found, size_t count, uint32_t row)
{
	for (size_t i = 0; i < count; i++)
		if (found[i].row == row)
			return true;
	return false;
}

static void look_up(struct question *question, const struct lookup *lookup)
{
	const struct index *index = index_of_answer(question);
	const struct index_entry *found, *near;
	size_t count = lookup->word ? 0 : index_find(index, lookup->group, lookup->low, lookup->high, &found),
	       near_count;

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (!may_be(question, lookup, &found[i]))
			continue;
		question->loose |= found[i].row == 0 || (question->precise && is_said(index, &found[i]));
		take(&question->own, &found[i], score_of(question, &found[i]));
	}
	near_count = index_find(index, lookup->group, lookup->value - NEAR * lookup->step,
				lookup->value + NEAR * lookup->step, &near);
	for (size_t i = 0; i < near_count; i++)
		if (may_be_meant(question, lookup, &near[i]) && !has_row(found, count, near[i].row))
			take(&question->other, &near[i], score_of(question, &near[i]));
}

/* Is the number one of several in a row: 0.03, 0.02 and 0.02 ms? */
static bool is_listed(const struct question *question)
{
	const struct tokens *tokens = &question->answer->tokens;

	for (int side = -1; side <= 1; side += 2) {
		int joint = question->token + side, other = question->token + 2 * side;

		if (other < 0 || other >= tokens->count || tokens->of[other].type != TOKEN_NUMBER)
			continue;
		if (tokens->of[joint].type == TOKEN_WORD ?
			terms_is(question->answer->evidence->terms, tokens->of[joint].hash, ROLE_JOINT) :
			strchr(",/", tokens->of[joint].sign) != NULL)
			return true;
	}
	return false;
}

/* Is it rather another row that is meant? */
static bool is_other_meant(const struct question *question)
{
	const struct lookup *lookup = &question->citation->lookups[0];
	bool few = lookup->value < FEW * lookup->step;
	bool coarse = question->citation->kind != KIND_NUMBER && lookup->value < COARSE * lookup->step;
	double own = question->own.score, other = question->other.score;
	double plainer = is_listed(question) ? PLAINER_LIST : few ? PLAINER_FEW : PLAINER;

	return !coarse && question->other.entry != NULL && other > plainer * own &&
	       other - own > (few ? MARGIN_FEW : MARGIN);
}

/* A column of a row that is alone in its section, and named: few values could be there by chance. */
static bool is_alone(const struct question *question)
{
	const struct index_entry *own = question->own.entry;

	return question->precise && index_of_answer(question)->kinds[own->row] == ROW_ALONE &&
	       question->own.score > question->answer->named.scores[own->row];
}

/* Are there rows that the line does name? */
static bool leads_elsewhere(const struct question *question)
{
	const double *scores = question->answer->named.scores;

	for (uint32_t row = 1; row <= index_of_answer(question)->rows_count; row++)
		if (scores[row] >= ELSEWHERE)
			return true;
	return false;
}

static bool fits(struct question *question, double led_to)
{
	const struct citation *citation = question->citation;
	double step = citation->lookups[0].step;

	question->token = named_token_at(&question->answer->tokens, citation->start);
	question->whole = citation->step >= 1;
	question->precise = step > 0 && fabs(citation->lookups[0].value) >= PRECISE * step;
	for (int i = 0; i < citation->count; i++)
		look_up(question, &citation->lookups[i]);
	if (question->own.entry == NULL)
		return false;
	if (question->loose)
		return true;
	if (!citation->rate && question->own.score < led_to && (!citation->found || leads_elsewhere(question)))
		return false;
	return is_alone(question) || !is_other_meant(question);
}

/* Whatever it is called: has a row that the line names such a number? */
static bool fits_any(struct answer *answer, const struct citation *citation, int which)
{
	struct citation any = *citation;
	struct question question = { .answer = answer, .citation = &any, .which = which };

	any.lookups[0] = citation->any;
	any.count = 1;
	return fits(&question, citation->any.value >= PRECISE * citation->any.step ? LED_TO_PRECISE : LED_TO_ANY);
}

static bool is_bound(const struct citation *citation)
{
	return citation->kind != KIND_NAME && citation->kind != KIND_QUERY && citation->kind != KIND_PID &&
	       citation->kind != KIND_SETTING;
}

void answer_bind(struct answer *answer)
{
	struct citations *citations = &answer->citations;
	bool fit[CITATIONS_MOST];

	named_line(&answer->named, &answer->evidence->index, &answer->tokens, citations);
	for (int i = 0; i < citations->count; i++) {
		const struct citation *citation = &citations->of[i];
		struct question question = { .answer = answer, .citation = citation, .which = i };

		fit[i] = citation->found;
		if ((!(citation->found && is_bound(citation)) && citation->any.group == 0) ||
		    answer->bound++ >= BOUND_MOST)
			continue;
		named_scores(&answer->named, named_token_at(&answer->tokens, citation->start), i);
		if (citation->found && is_bound(citation))
			fit[i] = fits(&question, LED_TO);
		if (!fit[i] && citation->any.group != 0)
			fit[i] = fits_any(answer, citation, i);
	}
	for (int i = 0; i < citations->count; i++)
		citations->of[i].found = fit[i];
	named_line_end(&answer->named);
}

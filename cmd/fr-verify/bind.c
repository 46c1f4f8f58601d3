/*
 * A number that stands in the evidence, but not of what the line speaks of.
 *
 * "pid 4711 waited 24.02 s" is wrong when 4711 waited 24.01 s and only somebody else 24.02 s: a row that the line names
 * more plainly has nearly the number. And it is wrong when nothing in the line leads to the place where the number is.
 * On the other hand a number that was looked for under the wrong noun may be found in a row that the line names.
 */
#include <math.h>
#include <string.h>

#include "question.h"

#define NEAR 1.500001   /* steps of the last digit that was written: as far as "nearly" goes */
#define PLAINER 1.2     /* the other row has to be named more plainly by that factor, */
#define PLAINER_FEW 1.5 /* when it is a count below twenty, which is found nearly anywhere, */
#define PLAINER_LIST 2  /* or one of a list, where each number is of another row, */
#define MARGIN 1        /* and by that much: a word of one row in three */
#define MARGIN_FEW 1.5
#define COARSE 3 /* steps: of 1 GB nearly everything is near, and these hold instead: */
#define PLAINER_COARSE 1.5
#define MARGIN_COARSE 3
#define PLAINER_SAID 2 /* when it is a sentence that has the number */
#define MARGIN_SAID 3
#define LED_TO 1         /* the least score of a place that a line leads to */
#define ELSEWHERE 3      /* the score of a row that a line does name */
#define LED_TO_ANY 6     /* the same for a number whose noun does not fit, */
#define LED_TO_PRECISE 4 /* and when it has at least three digits */
#define NEARLY 5         /* the score of a place that has nearly the number, so that it does not follow from others */
#define NEARLY_STEPS 10  /* how large it is then, at least */
#define SAID 0.6         /* what a finding says of a row counts so much of what the row itself does */
#define BESIDE 2.1       /* of a column: its name stands beside, or before an equals sign */
#define FEW 20

static double score_of(const struct question *question, const struct index_entry *entry)
{
	double row = question->answer->named.scores[entry->row];

	if (entry->row != 0 && question_is_said(question, entry))
		row *= SAID;
	return row + question_column(question, entry);
}

static void take(struct place *place, const struct index_entry *entry, double score)
{
	if (place->entry == NULL || score > place->score)
		*place = (struct place){ score, entry };
}

/* Is the value in that row, too, in the place that was asked for? */
static bool has_row(const struct index_entry *found, size_t count, uint32_t row)
{
	for (size_t i = 0; i < count; i++)
		if (found[i].row == row)
			return true;
	return false;
}

static bool has_derived(const struct index_entry *found, size_t count, uint32_t row)
{
	bool derived = false;

	for (size_t i = 0; i < count; i++) {
		if (found[i].row == row && found[i].column != 0)
			return false;
		derived |= found[i].row == row;
	}
	return derived;
}

/* What is nearly the number, in rows that do not have it. */
static void look_near(struct question *question, const struct lookup *lookup, const struct index_entry *found,
		      size_t count)
{
	const struct index_entry *near;
	size_t near_count = lookup->word ?
				0 :
				index_find(question_index(question), lookup->group, lookup->value - NEAR * lookup->step,
					   lookup->value + NEAR * lookup->step, &near);

	for (size_t i = 0; i < near_count; i++) {
		if (!meant_may_be_near(question, lookup, &near[i]))
			continue;
		if (near[i].column != 0 && has_derived(found, count, near[i].row))
			question->recorded = near[i].row;
		if (!has_row(found, count, near[i].row))
			take(&question->other, &near[i], score_of(question, &near[i]));
	}
}

static void look_up(struct question *question, const struct lookup *lookup)
{
	const struct index_entry *found;
	size_t count =
	    lookup->word ? 0 : index_find(question_index(question), lookup->group, lookup->low, lookup->high, &found);

	if (count == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (!meant_may_be(question, lookup, &found[i]))
			continue;
		question->each |= lookup->each;
		question->loose |= found[i].row == 0 || (question->precise && question_is_said(question, &found[i]));
		take(&question->own, &found[i], score_of(question, &found[i]));
	}
	look_near(question, lookup, found, count);
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
	double own = question->own.score, other = question->other.score;
	double plainer = is_listed(question) ? PLAINER_LIST : few ? PLAINER_FEW : PLAINER;
	double margin = few ? MARGIN_FEW : MARGIN;

	if (question->citation->kind != KIND_NUMBER && lookup->value < COARSE * lookup->step) {
		plainer = PLAINER_COARSE;
		margin = MARGIN_COARSE;
	}
	return question->other.entry != NULL && other > plainer * own && other - own > margin;
}

/* Sentences say it, and a row that the line names far more plainly has nearly the number. */
static bool is_other_plain(const struct question *question)
{
	double own = question->own.score, other = question->other.score;

	return question->citation->kind != KIND_PERCENTAGE && question->own.entry->row != 0 &&
	       question->other.entry != NULL && other > PLAINER_SAID * own && other - own > MARGIN_SAID;
}

/* Times of a row are so far apart, but the row has nearly the number recorded. */
static bool is_worked_out(const struct question *question)
{
	const struct index_entry *own = question->own.entry;

	return question->precise && own->column == 0 && own->row != 0 && question->recorded == own->row;
}

/* A column of a row that is alone in its section, and named: few values could be there by chance. */
static bool is_alone(const struct question *question)
{
	const struct index_entry *own = question->own.entry;

	return question->precise && question_index(question)->rows[own->row].kind == ROW_ALONE &&
	       question->own.score > question->answer->named.scores[own->row];
}

/* Are there rows that the line does name? */
static bool leads_elsewhere(const struct question *question)
{
	const double *scores = question->answer->named.scores;

	for (uint32_t row = 1; row <= question_index(question)->rows_count; row++)
		if (scores[row] >= ELSEWHERE)
			return true;
	return false;
}

static bool fits(struct question *question, double led_to)
{
	const struct citation *citation = question->citation;

	for (int i = 0; i < citation->count; i++)
		look_up(question, &citation->lookups[i]);
	if (question->own.entry == NULL)
		return false;
	if (question->loose)
		return !is_other_plain(question);
	if (!(citation->rate && question->each) && question->own.score < led_to &&
	    (!citation->found || leads_elsewhere(question)))
		return false;
	if (is_worked_out(question))
		return false;
	return is_alone(question) || !is_other_meant(question);
}

/* Whatever it is called: has a row that the line names such a number? */
static bool fits_any(struct answer *answer, const struct citation *citation, int which)
{
	struct citation any = *citation;
	struct question question;

	any.lookups[0] = citation->any;
	any.count = 1;
	question_ask(&question, answer, &any, which);
	return fits(&question, question.precise ? LED_TO_PRECISE : LED_TO_ANY);
}

/* Has a row that the line names plainly nearly the number? Then that is what is meant, and nothing that follows. */
static bool is_nearly(struct answer *answer, const struct citation *citation, int which)
{
	struct question question;

	question_ask(&question, answer, citation, which);
	for (int i = 0; i < citation->count; i++)
		look_near(&question, &citation->lookups[i], NULL, 0);
	return question.other.entry != NULL && question.other.score >= NEARLY &&
	       citation->lookups[0].value >= NEARLY_STEPS * citation->lookups[0].step;
}

/* 0 inserted: the prompt leaves such columns out. */
static bool is_unshown_zero(const struct question *question)
{
	const struct index_entry *found;
	size_t count = question->citation->kind != KIND_NUMBER || question->citation->step < 1 ||
			       question->citation->lookups[0].value != 0 ?
			   0 :
			   index_find(question_index(question), index_group(GROUP_UNSHOWN_ZERO, 0, 0), 0, 0, &found);

	for (size_t i = 0; i < count; i++)
		if (question_column(question, &found[i]) >= BESIDE &&
		    question->answer->named.scores[found[i].row] >= ELSEWHERE)
			return true;
	return false;
}

static bool is_bound(const struct citation *citation)
{
	return citation->kind != KIND_NAME && citation->kind != KIND_QUERY && citation->kind != KIND_PID &&
	       citation->kind != KIND_SETTING;
}

/* Is it found, where the line speaks of it? */
static bool bind(struct answer *answer, int which)
{
	struct citation *citation = &answer->citations.of[which];
	bool bound = is_bound(citation), fit = citation->found;
	struct question question;

	if ((!bound && citation->any.group == 0) || answer->bound++ >= BOUND_MOST)
		return fit;
	named_scores(&answer->named, named_token_at(&answer->tokens, citation->start), which);
	question_ask(&question, answer, citation, which);
	if (citation->found && bound)
		fit = fits(&question, LED_TO);
	if (!fit && citation->any.group != 0)
		fit = fits_any(answer, citation, which);
	fit = fit || (bound && citation->count > 0 && is_unshown_zero(&question));
	citation->denied = !fit && is_nearly(answer, citation, which);
	return fit;
}

void answer_bind(struct answer *answer)
{
	struct citations *citations = &answer->citations;
	bool fit[CITATIONS_MOST], referred[CITATIONS_MOST] = { false };

	named_line(&answer->named, answer->evidence->terms, &answer->evidence->index, &answer->tokens, citations);
	answer_refer(answer, referred);
	for (int i = 0; i < citations->count; i++)
		fit[i] = referred[i] ? citations->of[i].found : bind(answer, i);
	for (int i = 0; i < citations->count; i++)
		citations->of[i].found = fit[i];
	named_line_end(&answer->named, false);
}

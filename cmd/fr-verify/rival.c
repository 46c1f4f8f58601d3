/* Whether the rows that a sentence refers to have another value than the number's, which is rather meant. */
#include <math.h>
#include <string.h>

#include "refer.h"

#define LEAST 1           /* the score of a column that is named at all, so that it may be better than none */
#define COARSE 3          /* steps: a number that is nearly many others */
#define MARGIN_COARSE 3   /* the score by which another column has to be named better then */
#define PLAINER_ROW 2     /* the factor by which another row has to be named more plainly */
#define SAID 0.5          /* the part of its row's score that a row has to have where only a sentence has the number */
#define PLAINER_SECTION 4 /* and one of another section */
#define AS_WELL 2.5       /* the score that a column named nearly as well may lack, */
#define BETTER 0.5        /* that one named better has to have more, */
#define COUNTED 2         /* and that one of what is counted has to have more */

struct rivals {
	struct cell near;    /* the number but for one step */
	struct cell other;   /* any value of the row */
	struct cell counted; /* a value of the row that counts the same */
};

/* Is another number of the line found there? */
static bool is_claimed(const struct refer *refer, const struct index_entry *entry)
{
	bool pid = refer->question.citation->kind == KIND_PID; /* a description has several of them */

	for (int i = 0; i < refer->answer->citations.count; i++) {
		const struct cell *claim = &refer->claims[i];

		if (i != refer->question.which && claim->is && claim->row == entry->row &&
		    claim->column == entry->column && (!pid || claim->value == entry->value))
			return true;
	}
	return false;
}

/* 9 and 9 victims, but not 1270 ms and 1.27 s: the same digits. */
static bool is_same_text(const struct refer *refer, const struct citation *a, const struct citation *b)
{
	const struct tokens *tokens = &refer->answer->tokens;
	const struct token *x = &tokens->of[named_token_at(tokens, a->start)];
	const struct token *y = &tokens->of[named_token_at(tokens, b->start)];

	return x->end - x->start == y->end - y->start &&
	       memcmp(tokens->text + x->start, tokens->text + y->start, x->end - x->start) == 0;
}

/* Is the same number of the line found there, too? */
static bool is_repeated(const struct refer *refer, const struct cell *own)
{
	const struct citations *citations = &refer->answer->citations;
	const struct citation *citation = refer->question.citation;

	for (int i = 0; i < citations->count; i++)
		if (i != refer->question.which && refer->claims[i].is && refer->claims[i].row == own->row &&
		    refer->claims[i].column == own->column && citation->kind == citations->of[i].kind &&
		    is_same_text(refer, citation, &citations->of[i]) && !refer->answer->table)
			return true;
	return false;
}

static bool is_near(const struct refer *refer, const struct lookup *lookup, double value)
{
	if (refer->question.whole && refer->question.citation->kind == KIND_NUMBER && value != floor(value))
		return false;
	return value >= lookup->low - lookup->step && value <= lookup->high + lookup->step;
}

/* Is it looked for among what the words say that is counted? */
static bool counts(const struct lookup *lookup)
{
	for (uint64_t bit = 1; bit != 0; bit <<= 1)
		if (lookup->group == index_group(GROUP_NOUN, bit, 0))
			return true;
	return false;
}

static void look_up(const struct refer *refer, const struct lookup *lookup, const struct cell *own,
		    struct rivals *rivals)
{
	bool counting = counts(lookup), any = lookup == &refer->question.citation->any;
	const struct index_entry *found, *entry;
	size_t at = 0, count = lookup->word ?
				   0 :
				   index_find(question_index(&refer->question), lookup->group, 0, INFINITY, &found);

	while ((entry = refer_next(refer, found, count, &at)) != NULL) {
		bool of_row = entry->row == own->row && entry->value != 0;

		if ((entry->value >= lookup->low && entry->value <= lookup->high) ||
		    (!of_row && !is_near(refer, lookup, entry->value)) || !refer_is_recorded(refer, entry) ||
		    (any && !question_index(&refer->question)->columns[entry->column].counts) ||
		    is_claimed(refer, entry) || !meant_may_be(&refer->question, lookup, entry))
			continue;
		if (is_near(refer, lookup, entry->value))
			refer_take(refer, &rivals->near, entry, any);
		if (of_row)
			refer_take(refer, &rivals->other, entry, any);
		if (of_row && counting)
			refer_take(refer, &rivals->counted, entry, any);
	}
}

static bool is_other_row(const struct refer *refer, const struct cell *own, const struct cell *other)
{
	const struct index_row *rows = question_index(&refer->question)->rows;
	bool same = rows[other->row].section == rows[own->row].section;

	return other->row != own->row && (other->column_score > 0 || refer->question.citation->kind != KIND_NUMBER) &&
	       other->row_score > (same ? PLAINER_ROW : PLAINER_SECTION) * own->row_score;
}

/* Nearly the number, where the words lead to rather. */
static bool is_plainer(const struct refer *refer, const struct cell *own, const struct cell *near)
{
	const struct lookup *lookup = &refer->question.citation->lookups[0];
	double margin = lookup->value < COARSE * lookup->step ? MARGIN_COARSE : 0;

	if (!near->is || near->column_score < own->column_score)
		return false;
	if (lookup->value == 0) /* of zeros there are many */
		return near->column_score > (own->any || !own->recorded ? 0 : own->column_score);
	return is_other_row(refer, own, near) ||
	       (near->row == own->row && near->column_score > fmax(LEAST, own->column_score + margin));
}

bool refer_has_rival(const struct refer *refer, const struct cell *own, bool *near)
{
	const struct citation *citation = refer->question.citation;
	struct rivals rivals = { 0 };

	for (int i = 0; i < citation->count; i++)
		look_up(refer, &citation->lookups[i], own, &rivals);
	if (own->any)
		look_up(refer, &citation->any, own, &rivals);
	*near = rivals.near.is;
	if (is_plainer(refer, own, &rivals.near) ||
	    (own->row != 0 && !own->recorded && rivals.near.is && rivals.near.row_score >= SAID * own->row_score &&
	     (citation->kind == KIND_DURATION || citation->kind == KIND_SIZE)))
		return true;
	/* 0.02 ms, before 0.02 ms: both are one value, and another has nobody */
	if (own->recorded && !own->elsewhere && is_repeated(refer, own) &&
	    ((rivals.near.is && rivals.near.column_score > own->column_score - AS_WELL) ||
	     (rivals.other.is && rivals.other.column_score > own->column_score + BETTER)))
		return true;
	if (citation->count > 0 && citation->lookups[0].value == 0 && rivals.counted.is &&
	    rivals.counted.column_score > own->column_score + COUNTED)
		return true;
	/* 910 calls: the row has as many rows, but 91 calls */
	return own->any && refer->question.whole && rivals.counted.is && !refer_is_pid(refer) &&
	       rivals.counted.column_score > own->column_score + COUNTED;
}

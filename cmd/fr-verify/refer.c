/*
 * Figures of a sentence that says in which rows they stand: each has to be a value of one of those rows, and of the
 * column that the words beside it name, as far as they do.
 */
#include "refer.h"

#include <math.h>

#define PID_LEAST 100 /* smaller numbers are rather counts */

const struct index_entry *refer_next(const struct refer *refer, const struct index_entry *entries, size_t count,
				     size_t *at)
{
	while (*at < count) {
		const struct index_entry *entry = &entries[(*at)++];

		if (entry->row == 0 || reference_has(refer->reference, question_index(&refer->question), entry->row))
			return entry;
	}
	return NULL;
}

static bool is_in_row(const struct refer *refer, const struct index_entry *entry)
{
	return entry->row != 0 && !entry->derived && !question_is_said(&refer->question, entry);
}

/* Is the column one of those that the model has seen? */
static bool is_shown(const struct refer *refer, const struct index_entry *entry)
{
	const struct index *index = question_index(&refer->question);
	const struct index_row *row = &index->rows[entry->row];

	return entry->column == 0 || row->number == 0 || !refer->answer->evidence->shown ||
	       index_has_word(index, index_group(GROUP_SHOWN_COLUMN, index_section(row->section, row->earlier),
						 index->columns[entry->column].hash));
}

bool refer_is_recorded(const struct refer *refer, const struct index_entry *entry)
{
	return is_in_row(refer, entry) && is_shown(refer, entry);
}

void refer_take(const struct refer *refer, struct cell *best, const struct index_entry *entry, bool any)
{
	struct cell cell = {
		.is = true,
		.any = any,
		.recorded = is_in_row(refer, entry),
		.row = entry->row,
		.column = entry->column,
		.value = entry->value,
		.column_score = question_column(&refer->question, entry),
		.row_score = refer->several ? refer->answer->named.scores[entry->row] : 0,
	};

	cell.elsewhere = best->is && cell.recorded == best->recorded && (best->elsewhere || cell.row != best->row);
	best->elsewhere = cell.elsewhere;
	if (!best->is || (cell.recorded && !best->recorded) ||
	    (cell.recorded == best->recorded &&
	     cell.column_score + cell.row_score > best->column_score + best->row_score))
		*best = cell;
}

/* A candidate's score is none of its other numbers: "(score 95)", "lock_contention (94)". */
static bool is_other_score(const struct refer *refer, const struct index_entry *entry)
{
	const struct tokens *tokens = &refer->answer->tokens;
	int token = refer->question.token;
	bool alone = token > 0 && token + 1 < tokens->count && tokens->of[token - 1].sign == '(' &&
		     tokens->of[token + 1].sign == ')';

	return question_index(&refer->question)->columns[entry->column].hash == index_hash("score", 5) && !alone &&
	       question_column(&refer->question, entry) <= 0;
}

/* How many rows a section has is no other number. */
static bool is_bare_count(const struct refer *refer, const struct lookup *lookup, const struct index_entry *entry)
{
	return entry->row != 0 && entry->column == 0 && question_is_said(&refer->question, entry) &&
	       (lookup->group == index_group(GROUP_ANY, 0, 0) || lookup->group == index_group(GROUP_NOUN, 0, 0));
}

/* A figure of the sentence stands in the row. */
static void mark(const struct refer *refer, uint32_t row)
{
	const struct index_row *which = &question_index(&refer->question)->rows[row];

	for (int i = 0; i < refer->reference->count && which->number > 0; i++)
		refer->reference->of[i].stands |= reference_is(&refer->reference->of[i], which);
}

/* Of what several rows have the next number is the next row's: 02:59:55, 02:59:55 and 02:59:56. */
static bool is_taken(const struct refer *refer, const struct index_entry *entry)
{
	for (int i = 0; refer->next && i < refer->question.which; i++)
		if (refer->claims[i].is && refer->claims[i].row == entry->row &&
		    refer->claims[i].column == entry->column)
			return true;
	return false;
}

static void look_up(const struct refer *refer, const struct lookup *lookup, bool any, struct cell *own)
{
	const struct index_entry *found, *entry;
	size_t at = 0, count = lookup->word ? 0 :
					      index_find(question_index(&refer->question), lookup->group, lookup->low,
							 lookup->high, &found);

	while ((entry = refer_next(refer, found, count, &at)) != NULL)
		if ((!entry->derived || lookup->each) && is_shown(refer, entry) &&
		    !is_bare_count(refer, lookup, entry) && !is_other_score(refer, entry) && !is_taken(refer, entry) &&
		    meant_may_be(&refer->question, lookup, entry)) {
			mark(refer, entry->row);
			refer_take(refer, own, entry, any);
		}
}

/* The time from one of the rows to another, as they show it. */
static bool is_span(const struct refer *refer, const struct lookup *lookup)
{
	const struct index_entry *times, *from, *to;
	size_t count = index_find(question_index(&refer->question), index_group(GROUP_TIME, 0, 0), 0, INFINITY, &times);
	size_t i = 0;

	while ((from = refer_next(refer, times, count, &i)) != NULL) {
		size_t j = i;

		while (from->row != 0 && (to = refer_next(refer, times, count, &j)) != NULL)
			if (to->row != 0 && floor(to->value) - floor(from->value) >= lookup->low &&
			    floor(to->value) - floor(from->value) <= lookup->high)
				return true;
	}
	return false;
}

/* As many as there are rows: "2 statements [slow_queries 1, slow_queries 3]". */
static bool is_count(const struct refer *refer)
{
	const struct citation *citation = refer->question.citation;

	return refer->reference->count > 1 && citation->kind == KIND_NUMBER && citation->count > 0 &&
	       citation->lookups[0].value == refer->reference->count;
}

/* Of columns that are left out because all is 0. */
static bool is_unshown_zero(const struct refer *refer)
{
	const struct citation *citation = refer->question.citation;
	const struct index_entry *zeros;
	size_t at = 0, count = index_find(question_index(&refer->question), index_group(GROUP_UNSHOWN_ZERO, 0, 0), 0, 0,
					  &zeros);

	return citation->kind == KIND_NUMBER && citation->count > 0 && citation->lookups[0].value == 0 &&
	       refer_next(refer, zeros, count, &at) != NULL;
}

/* Behind a colon, with a word of its own. */
static bool is_labelled(const struct refer *refer)
{
	const struct tokens *tokens = &refer->answer->tokens;
	int token = refer->question.token;

	return token > 0 && tokens->of[token - 1].sign == ':' && token + 1 < tokens->count &&
	       tokens->of[token + 1].type == TOKEN_WORD;
}

/* A value that is the number. */
static struct cell same_cell(const struct refer *refer)
{
	const struct citation *citation = refer->question.citation;
	const struct lookup zero = { .group = index_group(GROUP_ANY, 0, 0) };
	struct cell own = { 0 };

	for (int i = 0; i < citation->count; i++)
		look_up(refer, &citation->lookups[i], false, &own);
	if (!own.is && citation->any.group != 0)
		look_up(refer, &citation->any, true, &own);
	if (!own.is && citation->any.group == 0 && citation->kind == KIND_NUMBER && is_labelled(refer) &&
	    citation->count > 0) { /* "Victims: 10 sessions", though a column is called so */
		struct lookup any = citation->lookups[0];

		any.group = index_group(GROUP_ANY, 0, 0);
		look_up(refer, &any, true, &own);
	}
	if (!own.is && citation->count > 0 && citation->lookups[0].value == 0) /* of any unit */
		look_up(refer, &zero, true, &own);
	return own;
}

/* Where the number stands. */
static struct cell own_cell(struct refer *refer)
{
	const struct citation *citation = refer->question.citation;
	struct cell own = same_cell(refer);

	if (own.elsewhere) {
		struct cell other;

		refer->next = true;
		other = same_cell(refer);
		refer->next = false;
		if (other.is && other.recorded == own.recorded && other.column == own.column)
			own = other;
		own.elsewhere = true;
	}
	for (int i = 0; i < citation->count && citation->kind == KIND_DURATION && !own.is; i++)
		own.is = is_span(refer, &citation->lookups[i]);
	own.is = own.is || is_count(refer) || is_unshown_zero(refer);
	return own;
}

/* False when it is no number, or no rows are referred to. */
static bool ask(struct refer *refer, int which)
{
	struct answer *answer = refer->answer;
	const struct citation *citation = &answer->citations.of[which];
	int token = named_token_at(&answer->tokens, citation->start);

	if (citation->kind == KIND_NAME || citation->kind == KIND_QUERY ||
	    (citation->count > 0 && citation->lookups[0].word))
		return false;
	refer->reference = references_of(&answer->references, token);
	if (refer->reference == NULL || answer->bound++ >= BOUND_MOST)
		return false;
	refer->several = refer->reference->count > 1 || refer->reference->of[0].number == 0;
	named_scores(&answer->named, token, which);
	question_ask(&refer->question, answer, citation, which);
	refer->question.referred = true;
	return true;
}

bool refer_is_pid(const struct refer *refer)
{
	const struct citation *citation = refer->question.citation;
	double value = citation->count > 0 ? citation->lookups[0].value : 0;

	return (citation->kind == KIND_PID || (citation->kind == KIND_NUMBER && value >= PID_LEAST)) &&
	       index_holds(question_index(&refer->question), index_group(GROUP_KIND, KIND_PID, 0), value, value);
}

/* n_dead_tup = 8688, with nothing in the sentence before that changes it. */
static bool is_stated(const struct refer *refer, const struct citation *citation)
{
	const struct tokens *tokens = &refer->answer->tokens;

	for (int i = refer->reference->from; i < refer->question.token; i++)
		if (tokens->of[i].type == TOKEN_WORD && !tokens->of[i].code &&
		    terms_is(refer->answer->evidence->terms, tokens->of[i].hash, ROLE_CHANGE))
			return false;
	return citation->of_column;
}

/* Where a sentence says where its figures stand, they are facts, whatever heading it stands below, unless the words
 * beside them propose. */
static void judge(struct refer *refer, struct citation *citation, const struct cell *own)
{
	bool near, rival = refer_has_rival(refer, own, &near);
	/* a session of the story, or a setting, which its name binds */
	bool elsewhere = !near && (refer_is_pid(refer) || (citation->found && citation->kind == KIND_SETTING));

	citation->found = own->is ? !rival : elsewhere;
	citation->stands = citation->found && own->is;
	citation->refuted = !citation->found && (own->is || near);
	if (citation->placed || !refer->answer->fix || is_stated(refer, citation))
		citation->soft = false;
}

void answer_refer(struct answer *answer, bool *referred)
{
	struct cell claims[CITATIONS_MOST];
	struct refer refer = { .answer = answer, .claims = claims };

	if (answer->references.count == 0)
		return;
	for (int i = 0; i < answer->citations.count; i++) {
		referred[i] = ask(&refer, i);
		claims[i] = referred[i] ? own_cell(&refer) : (struct cell){ 0 };
	}
	for (int i = 0; i < answer->citations.count; i++)
		if (referred[i] && ask(&refer, i))
			judge(&refer, &answer->citations.of[i], &claims[i]);
}

#include "named.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WITHIN 150        /* tokens: what stands further away names nothing */
#define CLAUSE 0.3        /* each clause between takes so much: 1 / (1 + CLAUSE * clauses) */
#define OTHER_SECTION 0.5 /* what a row of another section than the line says it is from keeps */
#define LATER 1           /* the same when the name comes behind the number */
#define BESIDE 2          /* a number just before says so much more of the row */
#define BESIDE_WITHIN 8   /* tokens */
#define EARLIER 0.25      /* what is left of a line's names in the next one */
#define COLUMN_WITHIN 12  /* tokens */
#define COLUMN_WORD 3     /* a word of a column's name right beside the number */
#define COLUMN_NUMBER 0.5 /* and another number between: the word is rather of that */
#define COLUMN_TOKEN 0.2  /* what each token between takes of that */
#define PART_BEGINS 3     /* letters of a part that are enough for the beginning of a word */

int named_token_at(const struct tokens *tokens, size_t start)
{
	int first = 0, last = tokens->count;

	while (first < last) {
		int middle = first + (last - first) / 2;

		if (tokens->of[middle].start < start)
			first = middle + 1;
		else
			last = middle;
	}
	return first < tokens->count ? first : tokens->count - 1;
}

static void count_clauses(struct named *named)
{
	int clauses = 0;

	for (int i = 0; i < named->tokens->count; i++) {
		const struct token *token = &named->tokens->of[i];

		clauses += token->type == TOKEN_SIGN && !token->code && strchr(",;.()", token->sign) != NULL;
		named->clauses[i] = clauses;
	}
}

static struct namer *add_namer(struct named *named, int token, int citation)
{
	struct namer *namer;

	if (named->namers_count == named->namers_room) {
		named->namers_room = named->namers_room > 0 ? 2 * named->namers_room : 64;
		named->namers = index_more(named->namers, named->namers_room, sizeof(*named->namers));
	}
	namer = &named->namers[named->namers_count++];
	namer->token = token;
	namer->citation = citation;
	namer->count = 0;
	return namer;
}

/* Of too many rows, or of none: take it back. */
static void weigh(struct named *named, struct namer *namer, bool none)
{
	if (none || namer->count == 0)
		named->namers_count--;
	else
		namer->weight = log((named->index->rows_count + 1.0) / (double)namer->count);
}

/* False when it is one too many. */
static bool add_row(struct namer *namer, uint32_t row)
{
	for (size_t i = 0; i < namer->count; i++)
		if (namer->rows[i] == row)
			return true;
	if (namer->count == NAMED_ROWS_MOST)
		return false;
	namer->rows[namer->count++] = row;
	return true;
}

static bool is_repeated(const struct tokens *tokens, int word)
{
	for (int i = word - 1; i >= 0 && i >= word - WITHIN; i--)
		if (tokens->of[i].type == TOKEN_WORD && tokens->of[i].hash == tokens->of[word].hash)
			return true;
	return false;
}

static void add_words(struct named *named, const struct terms *terms)
{
	for (int i = 0; i < named->tokens->count; i++) {
		const struct token *token = &named->tokens->of[i];
		const struct index_entry *found;
		struct namer *namer;
		size_t count;

		if (token->type != TOKEN_WORD || is_repeated(named->tokens, i) ||
		    (!token->code && terms_is(terms, token->hash, ROLE_PRESENT))) /* it is no now() of a statement */
			continue;
		count = index_find(named->index, index_group(GROUP_NAMES_ROW, token->hash, 0), 0, INFINITY, &found);
		if (count == 0 || count > NAMED_ROWS_MOST)
			continue;
		namer = add_namer(named, i, -1);
		for (size_t k = 0; k < count; k++)
			add_row(namer, found[k].row);
		weigh(named, namer, false);
	}
}

static void add_citation(struct named *named, const struct citation *citation, int which)
{
	struct namer *namer = add_namer(named, named_token_at(named->tokens, citation->start), which);
	bool none = false;

	for (int i = 0; i < citation->count && !none; i++) {
		const struct lookup *lookup = &citation->lookups[i];
		const struct index_entry *found;
		size_t count =
		    lookup->word ? 0 : index_find(named->index, lookup->group, lookup->low, lookup->high, &found);

		for (size_t k = 0; k < count && !none; k++)
			none = found[k].row == 0 || !add_row(namer, found[k].row);
	}
	weigh(named, namer, none);
}

static void make_room(struct named *named)
{
	size_t rows = named->index->rows_count + (size_t)1;

	if (rows <= named->rows_room)
		return;
	named->scores = index_more(named->scores, rows, sizeof(*named->scores));
	named->earlier = index_more(named->earlier, rows, sizeof(*named->earlier));
	for (size_t row = named->rows_room; row < rows; row++)
		named->earlier[row] = 0;
	named->rows_room = rows;
}

static bool is_section(const struct index *index, uint64_t hash)
{
	for (uint32_t row = 1; row <= index->rows_count; row++)
		if (index->rows[row].section == hash)
			return true;
	return false;
}

static bool is_edge(const struct tokens *tokens, int i)
{
	return i < 0 || i >= tokens->count || tokens->of[i].type == TOKEN_SIGN;
}

/* "- connections: …", "… (wait_events)", "| … | lock_summary |": a section's name between signs. */
static void read_sections(struct named *named)
{
	named->sections_count = 0;
	for (int i = 0; i < named->tokens->count && named->sections_count < SECTIONS_MOST; i++) {
		const struct token *token = &named->tokens->of[i];

		if (token->type == TOKEN_WORD && is_edge(named->tokens, i - 1) && is_edge(named->tokens, i + 1) &&
		    is_section(named->index, token->hash))
			named->sections[named->sections_count++] = token->hash;
	}
}

static bool is_elsewhere(const struct named *named, uint32_t row)
{
	uint64_t section = row > 0 ? named->index->rows[row].section : 0;

	for (int i = 0; i < named->sections_count; i++)
		if (named->sections[i] == section)
			return false;
	return named->sections_count > 0 && section != 0;
}

void named_line(struct named *named, const struct terms *terms, const struct index *index, const struct tokens *tokens,
		const struct citations *citations)
{
	named->index = index;
	named->tokens = tokens;
	named->namers_count = 0;
	make_room(named);
	count_clauses(named);
	read_sections(named);
	add_words(named, terms);
	for (int i = 0; i < citations->count; i++)
		if (citations->of[i].found && citations->of[i].kind != KIND_NAME && citations->of[i].kind != KIND_QUERY)
			add_citation(named, &citations->of[i], i);
}

void named_scores(struct named *named, int token, int which)
{
	memcpy(named->scores, named->earlier, (named->index->rows_count + (size_t)1) * sizeof(*named->scores));
	for (size_t i = 0; i < named->namers_count; i++) {
		const struct namer *namer = &named->namers[i];
		int clauses = abs(named->clauses[namer->token] - named->clauses[token]);
		double clause, beside;

		if (abs(namer->token - token) > WITHIN || (namer->citation >= 0 && namer->citation == which))
			continue;
		clause = namer->token > token ? LATER : CLAUSE;
		beside =
		    namer->citation >= 0 && namer->token < token && token - namer->token <= BESIDE_WITHIN ? BESIDE : 1;
		for (size_t k = 0; k < namer->count; k++)
			named->scores[namer->rows[k]] += beside * namer->weight / (1 + clause * clauses);
	}
	for (uint32_t row = 1; row <= named->index->rows_count; row++)
		if (is_elsewhere(named, row))
			named->scores[row] *= OTHER_SECTION;
}

void named_line_end(struct named *named, bool half)
{
	size_t rows = named->index->rows_count + (size_t)1;

	if (named->tokens->count == 0)
		return;
	for (size_t row = 0; row < rows; row++)
		named->scores[row] = 0;
	for (size_t i = 0; i < named->namers_count; i++)
		for (size_t k = 0; k < named->namers[i].count; k++)
			named->scores[named->namers[i].rows[k]] +=
			    named->namers[i].weight / (1 + CLAUSE * named->clauses[named->namers[i].token]);
	for (size_t row = 0; row < rows; row++)
		named->earlier[row] = (half ? 1 : EARLIER) * fmax(named->earlier[row], named->scores[row]);
}

void named_forget(struct named *named)
{
	for (size_t row = 0; row < named->rows_room; row++)
		named->earlier[row] = 0;
}

void named_release(struct named *named)
{
	free(named->namers);
	free(named->scores);
	free(named->earlier);
	*named = (struct named){ 0 };
}

/* "autovacuumed" begins with autovacuum; a short part has to be the whole word. */
static bool is_part(const char *word, size_t length, const char *part)
{
	size_t begin = strlen(part);

	return (begin == length || (begin >= PART_BEGINS && begin < length)) && strncasecmp(word, part, begin) == 0;
}

static bool names_column(const struct terms *terms, const struct index_column *column, const struct tokens *tokens,
			 int i)
{
	const struct token *word = &tokens->of[i];
	const struct term *term = terms_word(terms, word->hash);

	if (word->hash == column->hash || (term != NULL && (term->nouns & column->nouns) != 0))
		return true;
	if (terms_is(terms, word->hash, ROLE_PARTICLE)) /* "on average" is not active_on_cpu_avg */
		return false;
	for (int k = 0; k < column->count; k++)
		if (is_part(tokens->text + word->start, word->end - word->start, column->parts[k]))
			return true;
	return false;
}

double named_column(const struct named *named, const struct terms *terms, uint32_t column, int token)
{
	double score = 0;

	for (int side = -1; side <= 1 && column != 0; side += 2) {
		int numbers = 0;

		for (int i = token + side; i >= 0 && i < named->tokens->count && abs(i - token) <= COLUMN_WITHIN;
		     i += side) {
			if (named->tokens->of[i].type == TOKEN_NUMBER)
				numbers++;
			else if (named->tokens->of[i].type == TOKEN_WORD &&
				 names_column(terms, &named->index->columns[column], named->tokens, i))
				score +=
				    COLUMN_WORD / (1 + COLUMN_TOKEN * abs(i - token)) / (1 + COLUMN_NUMBER * numbers);
		}
	}
	return score;
}

#include "answer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "numerals.h"

#define SEARCHES_MOST 200

bool answer_quotes(struct answer *answer, const char *text, size_t length, bool *but_for_digits)
{
	*but_for_digits = false;
	return answer->searches++ < SEARCHES_MOST &&
	       index_quotes(&answer->evidence->index, text, length, but_for_digits);
}

/* Characters before the byte at offset: what jq's slices count. Offsets come in order but for those of one line. */
static size_t characters(struct answer *answer, size_t offset)
{
	if (offset < answer->counted_bytes)
		answer->counted_bytes = answer->counted_characters = 0;
	for (; answer->counted_bytes < offset; answer->counted_bytes++)
		answer->counted_characters += (answer->text[answer->counted_bytes] & 0xc0) != 0x80;
	return answer->counted_characters;
}

static void list(struct answer *answer, const struct citation *citation, size_t offset)
{
	static const char *const kinds[] = { "number", "duration", "size", "percentage", "number", "time",
					     "pid",    "setting",  "name", "query",      "row" };
	jv entry;
	size_t length = citation->end - citation->start;
	const char *text = answer->text + offset + citation->start;

	if (jv_array_length(jv_copy(answer->unsupported)) >= UNSUPPORTED_MOST)
		return;
	if (length > 200) {
		length = 200;
		while ((text[length] & 0xc0) == 0x80)
			length--;
	}
	entry = fr_json_set(jv_object(), "text", jv_string_sized(text, (int)length));
	entry = fr_json_set(entry, "kind", jv_string(kinds[citation->kind]));
	if (answer->path != NULL)
		entry = fr_json_set(entry, "path", jv_string(answer->path));
	entry = fr_json_set(entry, "offset", jv_number((double)characters(answer, offset + citation->start)));
	answer->unsupported = jv_array_append(answer->unsupported, entry);
}

static bool is_found(const struct index *index, const struct citation *citation)
{
	bool all_words = true, words = false;

	for (int i = 0; i < citation->count; i++) {
		const struct lookup *lookup = &citation->lookups[i];

		if (lookup->word) {
			words = true;
			all_words &= index_has_word(index, lookup->group);
		} else if (index_holds(index, lookup->group, lookup->low, lookup->high)) {
			return true;
		}
	}
	return words && all_words;
}

void answer_judge(struct answer *answer, const struct citation *citation, size_t offset)
{
	if (!citation->found && citation->soft) {
		answer->proposed++;
		return;
	}
	answer->cited++;
	if (citation->found)
		answer->supported++;
	else
		list(answer, citation, offset);
}

#define FACTS_ENOUGH 2 /* of a line, beside a number */

/* Where a line tells facts, its other numbers are facts, too, whatever heading it stands below. */
static void harden(struct answer *answer)
{
	struct citations *citations = &answer->citations;
	int facts = 0;

	for (int i = 0; i < citations->count; i++)
		facts += citations->of[i].found && citations->of[i].kind < KIND_SETTING &&
			 !citations->of[i].lookups[0].word;
	for (int i = 0; i < citations->count; i++)
		if (citations->of[i].placed && facts >= FACTS_ENOUGH)
			citations->of[i].soft = false;
}

void answer_prose(struct answer *answer, size_t offset)
{
	const struct cite how = { .terms = answer->evidence->terms,
				  .index = &answer->evidence->index,
				  .fix = answer->fix,
				  .heads = answer->table ? &answer->heads : NULL,
				  .references = &answer->references };

	answer_references(answer);
	numerals_read(how.terms, &answer->tokens);
	cite(&how, &answer->tokens, answer->masked, &answer->citations);
	for (int i = 0; i < answer->citations.count; i++)
		answer->citations.of[i].found = is_found(how.index, &answer->citations.of[i]);
	answer_bind(answer);
	answer_relate(answer);
	answer_agree(answer);
	harden(answer);
	for (int i = 0; i < answer->citations.count; i++)
		answer_judge(answer, &answer->citations.of[i], offset);
	answer_rows(answer, offset);
}

static bool is_statement(const struct answer *answer, int i, enum role role)
{
	const struct token *token = &answer->tokens.of[i];

	return i < answer->tokens.count && token->type == TOKEN_WORD &&
	       terms_is(answer->evidence->terms, token->hash, role);
}

static void mask(struct answer *answer, int first, int last)
{
	for (int i = first; i < last; i++)
		answer->masked[i] = true;
}

/* What stands between backticks: SQL, a quotation, or names and numbers like any others. */
static void read_span(struct answer *answer, int first, int last, size_t offset)
{
	size_t start = answer->tokens.of[first].start, end = answer->tokens.of[last - 1].end;
	struct citation quotation = { .kind = KIND_QUERY, .start = start, .end = end, .found = true };
	const char *text = answer->text + offset;
	bool spaced = memchr(text + start, ' ', end - start) != NULL, but_for_digits;

	if (is_statement(answer, first, ROLE_STATEMENT) && (spaced || memchr(text + start, '(', end - start) != NULL)) {
		answer_sql(answer, first, last, start, end, offset);
		mask(answer, first, last);
	} else if (last - first > 1 && is_statement(answer, first, ROLE_PID_CALLS)) {
		answer_sql(answer, first, last, start, end, offset);
		mask(answer, first, last);
	} else if (spaced && end - start >= 12 && answer_quotes(answer, text + start, end - start, &but_for_digits)) {
		answer_judge(answer, &quotation, offset);
		mask(answer, first, last);
	}
}

static void read_spans(struct answer *answer, size_t offset)
{
	for (int i = 0; i < answer->tokens.count; i++) {
		int first = i;

		if (!answer->tokens.of[i].code)
			continue;
		while (i < answer->tokens.count && answer->tokens.of[i].code)
			i++;
		read_span(answer, first, i, offset);
	}
}

/* The tokens that were read, of a line whose first they are or are not. */
static void read_piece(struct answer *answer, size_t offset, bool first)
{
	const struct cite how = { .terms = answer->evidence->terms, .index = &answer->evidence->index };
	bool bars = answer->tokens.count > 0 && answer->tokens.of[answer->tokens.count - 1].cell > 0;

	memset(answer->masked, 0, sizeof(answer->masked));
	if (first && bars && !answer->table)
		cite_heads(&how, &answer->tokens, &answer->heads);
	read_spans(answer, offset);
	answer_prose(answer, offset);
	if (first)
		answer->table = bars;
}

static bool is_fence(const char *line, size_t length)
{
	size_t at = strspn(line, " \t");

	return at + 3 <= length && (memcmp(line + at, "```", 3) == 0 || memcmp(line + at, "~~~", 3) == 0);
}

/* What SQL names the lines behind it may speak of. */
static void name_only(struct answer *answer, bool half)
{
	answer->citations.count = 0;
	named_line(&answer->named, answer->evidence->terms, &answer->evidence->index, &answer->tokens,
		   &answer->citations);
	named_line_end(&answer->named, half);
}

/* A line of a fenced block: SQL from its first statement on, and prose where SQL has comments. */
static void read_fenced(struct answer *answer, size_t start, size_t end)
{
	size_t at = start, length = end - start;
	const char *comment = memmem(answer->text + start, length, "--", 2);
	size_t sql_end = comment != NULL ? (size_t)(comment - answer->text) : end;
	bool code = true;

	while (at < sql_end) {
		size_t offset = at, read = 0;

		tokens_read(&answer->tokens, answer->text + at, sql_end - at, &read, &code);
		at += read;
		answer->fenced_sql |= is_statement(answer, 0, ROLE_STATEMENT) ||
				      is_statement(answer, 0, ROLE_PID_CALLS);
		memset(answer->masked, 0, sizeof(answer->masked));
		if (answer->tokens.count > 0 && answer->fenced_sql) {
			answer_sql(answer, 0, answer->tokens.count, answer->tokens.of[0].start,
				   answer->tokens.of[answer->tokens.count - 1].end, offset);
			name_only(answer, comment != NULL);
		} else if (answer->tokens.count > 0) {
			answer_prose(answer, offset);
		}
	}
	if (comment != NULL) {
		answer->code = false;
		answer_line(answer, sql_end + 2, end);
	}
}

void answer_line(struct answer *answer, size_t start, size_t end)
{
	size_t at = 0;
	bool first = true;

	answer->code = false; /* a span that nobody closed ends with its line */
	do {
		size_t offset = start + at, read = 0;

		tokens_read(&answer->tokens, answer->text + offset, end - offset, &read, &answer->code);
		if (first)
			answer_heading(answer, answer->text + start, end - start, offset);
		read_piece(answer, offset, first);
		at += read;
		first = false;
	} while (start + at < end);
}

void answer_text(struct answer *answer, const char *text, size_t length, const char *path)
{
	size_t at = 0;

	answer->text = text;
	answer->path = path;
	answer->counted_bytes = answer->counted_characters = 0;
	answer->fenced = answer->fenced_sql = answer->table = false;
	while (at < length) {
		const char *line_end = memchr(text + at, '\n', length - at);
		size_t end = line_end != NULL ? (size_t)(line_end - text) : length;

		if (is_fence(text + at, end - at)) {
			answer->fenced = !answer->fenced;
			answer->fenced_sql = memmem(text + at, end - at, "sql", 3) != NULL;
		} else if (answer->fenced) {
			read_fenced(answer, at, end);
		} else {
			answer_line(answer, at, end);
		}
		at = end + 1;
	}
}

jv answer_verdict(struct answer *answer)
{
	jv verdict = fr_json_set(jv_object(), "cited", jv_number((double)answer->cited));

	verdict = fr_json_set(verdict, "supported", jv_number((double)answer->supported));
	verdict = fr_json_set(verdict, "unsupported", answer->unsupported);
	answer->unsupported = jv_null();
	return fr_json_set(verdict, "proposed", jv_number((double)answer->proposed));
}

/*
 * answer.h: an answer, checked against the evidence.
 *
 *	struct answer answer = { .evidence = &evidence };
 *
 *	answer_check(&answer, response);		// {"text": "…"} or {"json": …}
 *	verification = answer_verdict(&answer);
 */
#ifndef ANSWER_H
#define ANSWER_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

#include "cite.h"
#include "evidence.h"
#include "named.h"
#include "reference.h"

#define UNSUPPORTED_MOST 100 /* that are listed */

#define RECENT_MOST 8
#define CREATED_MOST 16

/* Citations of an answer that are tried against what the line speaks of: no honest one has that many, and each costs as
 * much as the evidence is large. */
#define BOUND_MOST 2000

struct answer {
	struct evidence *evidence;
	struct tokens tokens;
	struct citations citations;
	struct references references;
	bool masked[TOKENS_MOST];
	struct heads heads;
	struct named named;
	struct citation recent[RECENT_MOST]; /* found in the lines before */
	int recent_count;
	uint64_t created[CREATED_MOST]; /* names of indexes that the answer proposes to create */
	int created_count;
	int searches; /* how often the evidence's texts have been searched: each costs as much as they are long */
	int bound;    /* how many citations were tried against what the line speaks of */
	size_t cited, supported, proposed;
	jv unsupported;

	/* The text that is being read. */
	const char *text;
	const char *path; /* of it in .response; NULL for .response.text */
	size_t counted_bytes, counted_characters;
	bool fix, fenced, fenced_sql, code, table;
};

/* Check response.json where there is one, else response.text. Borrows response. */
void answer_check(struct answer *answer, jv response);

/* {cited, supported, unsupported, proposed}. Once. */
jv answer_verdict(struct answer *answer);

/* A text with lines; path: of it in .response, NULL for .response.text. Both borrowed until the next. */
void answer_text(struct answer *answer, const char *text, size_t length, const char *path);

/* The tokens as prose: find what they cite, and judge it. */
void answer_prose(struct answer *answer, size_t offset);

/* A line from start to end, which may be longer than the tokens. */
void answer_line(struct answer *answer, size_t start, size_t end);

/* The tokens are those of the line, whose text begins at offset: is it a heading, or does it begin like one? */
void answer_heading(struct answer *answer, const char *line, size_t length, size_t offset);

/* Where the line says that its figures stand. */
void answer_references(struct answer *answer);

/* Find the rows that are referred to, and judge them, after the figures. */
void answer_rows(struct answer *answer, size_t offset);

/* The verdict on one citation; offset is where the text of its tokens begins in the answer's. */
void answer_judge(struct answer *answer, const struct citation *citation, size_t offset);

/* Citations that are in the evidence, but of something else than what the line speaks of, are not found. */
void answer_bind(struct answer *answer);

/* The same for those of the citations whose sentence says in which rows its figures stand; referred[i]: it does. */
void answer_refer(struct answer *answer, bool *referred);

/* Citations that say another thing than the one they repeat are not found. */
void answer_agree(struct answer *answer);

/* Find citations of the line that are not in the evidence, but follow from others that are. */
void answer_relate(struct answer *answer);

/* Is the citation the quotient of two others? */
bool answer_divides(const struct answer *answer, int which);

/* A number that was found, which others may follow from. */
bool answer_knows(const struct citation *citation);

/* SQL in the tokens from first up to before last, which is text from start to end of the line. */
void answer_sql(struct answer *answer, int first, int last, size_t start, size_t end, size_t offset);

/* Is the text in the evidence? False, too, when that was asked too often. */
bool answer_quotes(struct answer *answer, const char *text, size_t length, bool *but_for_digits);

#endif

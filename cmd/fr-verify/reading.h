/*
 * reading.h: what the words around a number say of it. For the parts of cite.h only.
 */
#ifndef READING_H
#define READING_H

#include "cite.h"

/* Tokens that are asked for and are not there are ends of lines. */
static inline const struct token *at(const struct tokens *tokens, int i)
{
	static const struct token none = { .type = TOKEN_SIGN, .sign = '\n' };

	return i >= 0 && i < tokens->count ? &tokens->of[i] : &none;
}

static inline bool is_sign(const struct tokens *tokens, int i, char sign)
{
	return at(tokens, i)->type == TOKEN_SIGN && at(tokens, i)->sign == sign;
}

static inline bool is_role(const struct cite *cite, const struct tokens *tokens, int i, enum role role)
{
	return at(tokens, i)->type == TOKEN_WORD && terms_is(cite->terms, at(tokens, i)->hash, role);
}

static inline bool is_number(const struct tokens *tokens, int i)
{
	return at(tokens, i)->type == TOKEN_NUMBER && at(tokens, i)->quantity.readings > 0;
}

static inline bool is_attached(const struct tokens *tokens, int i)
{
	return !at(tokens, i)->spaced && at(tokens, i)->start == at(tokens, i - 1)->end;
}

/* What was written about a number: around it, in the order in which it is found. */
struct reading {
	const struct unit *unit;
	double eight;  /* the unit is so many of it: 8192 8kB */
	bool averaged; /* "on average" */
	bool times;    /* its unit is a word that may count calls, too */
	uint64_t nouns;
	int per;
	double per_each;    /* times that */
	uint64_t per_nouns; /* per one of these */
	int last;           /* the last token of it */
	int unit_last;      /* the last token of the unit */
};

/* The unit of the number at i, what it counts and per what, also when the last number of a list or range says it. */
void read_all(const struct cite *cite, const struct tokens *tokens, int i, struct reading *reading);

/* 1 min 20 s, 2h 5m: the lengths are added to *quantity. The last token of it. */
int read_compound(const struct cite *cite, const struct tokens *tokens, struct reading *reading,
		  struct fr_quantity *quantity);

/* 284 781: one number, when the evidence has it. The last token of it. */
int read_spaced(const struct cite *cite, const struct tokens *tokens, int i);

/* The column or setting whose value the number at i is said to be; 0: none. Sure: any name is one. */
uint64_t bound_to(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading,
		  bool sure);

uint64_t setting_now(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading);

/* Is the number at i the id of a process? 2: it may be one. */
int is_pid(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading, bool after_pid);

/* A number that is no fact: of a list, a version, an ordinal. */
bool is_unchecked(const struct cite *cite, const struct tokens *tokens, int i, const struct reading *reading);

/* Is the number at i advice rather than a fact? Then it need not be in the evidence. */
bool is_soft(const struct cite *cite, const struct tokens *tokens, int i, bool *placed);

/* Is it an average, or about so much? */
bool is_average(const struct cite *cite, const struct tokens *tokens, int i);

/* Half of the last digit that is written. What was rounded twice is found because evidence is indexed as prompts show
 * it, too. */
#define ROUNDING 0.500001

void cite_add(struct citation *citation, uint64_t group, double value, double low, double high);

/* The number at i, into citations. The last token of it. */
int cite_number(const struct cite *cite, const struct tokens *tokens, int i, bool *after_pid,
		struct citations *citations);

#endif

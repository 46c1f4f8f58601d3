/*
 * sanitize/patterns.h: secrets and personal data by their shape: share/sanitize/secrets*.json.
 *
 * Each pattern has keywords (sanitize/prefilter.h), a PCRE2 pattern, perhaps a proof (sanitize/proof.h), and what it
 * becomes: a placeholder, or what the caller's hook makes of it. What is replaced is the group named "hide" where
 * the pattern has one, else all that matched.
 */
#ifndef FR_SANITIZE_PATTERNS_H
#define FR_SANITIZE_PATTERNS_H

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>

#include "bytes.h"
#include "error.h"
#include "sanitize/counts.h"
#include "sanitize/prefilter.h"
#include "share.h"

#define FR_PATTERNS_MOST 64

/* Append what stands for text in the place of a pattern with this "as", and count it. -1: leave nothing of the field.
 */
typedef int fr_replace(void *state, const char *as, const char *text, size_t length, struct fr_bytes *out,
		       struct fr_counts *counts);

struct fr_pattern {
	char *name;
	char *pattern;
	char *placeholder; /* "<email>"; what is between <> is the kind in the counts */
	char *kind;
	char *as; /* NULL, or for the hook */
	bool (*proof)(const char *text, size_t length);
	int group;        /* that is replaced; 0 is all */
	pcre2_code *code; /* compiled when it is first tried */
};

struct fr_patterns {
	struct fr_pattern of[FR_PATTERNS_MOST];
	int count;
	uint64_t in_sql, in_messages;
	struct fr_prefilter filter;
	pcre2_match_data *match;
	fr_replace *replace;
	void *state; /* the hook's */
};

/*
 * Read sanitize/secrets*.json of every folder. FR_EX_CONFIG names the file and the pattern that is not good. Patterns
 * are only compiled as they are needed: fr_patterns_compile is for who wants to know beforehand.
 */
int fr_patterns_load(struct fr_patterns *patterns, const struct fr_share *share, struct fr_error *err);
int fr_patterns_compile(struct fr_patterns *patterns, int which, struct fr_error *err);
void fr_patterns_release(struct fr_patterns *patterns);

enum fr_patterns_for {
	FR_PATTERNS_TEXT,   /* all */
	FR_PATTERNS_SQL,    /* those that are for SQL too */
	FR_PATTERNS_RAW,    /* the same, ahead of the lexer: only where they match nothing that a lexer could turn on */
	FR_PATTERNS_MESSAGE /* those that find a secret or a person's data whatever stands around it */
};

/* Can any pattern for such a text match in it? Taking words and characters out of a text does not change a no. */
bool fr_patterns_can_match(const struct fr_patterns *patterns, enum fr_patterns_for text, const struct fr_bytes *bytes);

/*
 * One pass of the patterns for such a text. 1: something was replaced, and *bytes is now the new text; 0: nothing
 * was; -1: PCRE2 or the hook gave up. spare is used on the way.
 */
int fr_patterns_apply(struct fr_patterns *patterns, enum fr_patterns_for text, struct fr_bytes *bytes,
		      struct fr_bytes *spare, struct fr_counts *counts);

#endif

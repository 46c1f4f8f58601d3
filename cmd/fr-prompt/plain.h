/*
 * plain.h: values from outside, read as they come and written so that they stay where they are put.
 */
#ifndef FR_PROMPT_PLAIN_H
#define FR_PROMPT_PLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include <jv.h>

/* A finite number, also when it travels as a string. Borrows value. */
bool plain_is_number(jv value, double *number);

/* A number with at most this many places behind the point, and no zeros at its end. */
void plain_number(FILE *out, double number, int places);

/*
 * A string on one line: one space for each run of spaces, line ends, control characters, and characters that a reader
 * does not see or that change how others are shown. At most this many characters, then "…". As code, a backtick becomes
 * an apostrophe, so that the text cannot end its Markdown code span. Borrows text.
 */
void plain_text(FILE *out, jv text, int most, bool code);

/* How many tokens a model will take the text for: rather more than fewer. */
int plain_tokens(const char *text);

#endif

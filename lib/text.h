/*
 * text.h: text that came from outside, made safe to print.
 */
#ifndef FR_TEXT_H
#define FR_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum fr_text_mask {
	FR_MASK_ALL,       /* for one-line messages: no line ends, no tabs either */
	FR_MASK_KEEP_LINES /* for blocks of text: line feed and tab stay */
};

/*
 * Write length bytes of text so that a terminal shows it and obeys none of it:
 * control characters (C0, DEL, C1), the bidirectional overrides, and bytes that are
 * not UTF-8 come out as \xNN of each byte. Errors stand in ferror(out).
 */
void fr_text_write(FILE *out, const char *text, size_t length, enum fr_text_mask mask);

/* Does a terminal act upon the character, instead of showing it? */
bool fr_text_obeyed(unsigned codepoint);

/*
 * The length in bytes (1 to 4) of the UTF-8 character at text, at most length bytes
 * long, its code point in *codepoint; 0 when there is no valid one.
 */
size_t fr_text_utf8(const char *text, size_t length, unsigned *codepoint);

/*
 * How many single-character edits (insert, delete, replace) lead from a to b: for "did you
 * mean". Names longer than 63 bytes count as INT_MAX.
 */
int fr_text_distance(const char *a, const char *b);

#endif

/*
 * json_write.h: a value as JSON on one line, byte for byte as jv_dumpf(value, out, 0) writes it.
 *
 * libjq calls fwrite for every character, which is half of what a filter costs. Strings that need no escape and
 * numbers of at most three decimals are written here; everything else is still libjq's to write.
 *
 *	fr_json_write_line(stdout, row);	// for a pipe or for a person
 */
#ifndef FR_JSON_WRITE_H
#define FR_JSON_WRITE_H

#include <jv.h>
#include <stdio.h>

/* Borrows value. Whether it was written is told by ferror(out). */
void fr_json_write(FILE *out, jv value);

/*
 * The same and a line end. Where out is a terminal, characters that it would obey instead of showing them (text.h)
 * are written as the escapes \uXXXX, which are the same JSON. Consumes value.
 */
void fr_json_write_line(FILE *out, jv value);

#endif

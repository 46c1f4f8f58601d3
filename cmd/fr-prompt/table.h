/*
 * table.h: recorded values as text in few tokens.
 *
 * Text is cleaned (plain.h) and cut, a timestamp is "11-23 04:02:24", a number of a hundred or more has no places.
 */
#ifndef FR_PROMPT_TABLE_H
#define FR_PROMPT_TABLE_H

#include <stdio.h>

#include <jv.h>

/* One value, with at most this many characters of text. Consumes value. */
void table_value(FILE *out, jv value, int most);

/* One value as a cell, of at most 160 characters. Consumes value. */
void table_cell(FILE *out, jv value);

/* A line of names, then one of values for each row, tabs between; columns that are null or 0 in every row are left out.
 * Consumes columns, borrows rows. */
void table_rows(FILE *out, jv columns, jv rows);

/* One row as name=value, for each of the names that is known in it; those that are 0 by name only. Consumes names. */
void table_pairs(FILE *out, jv names, jv row);

/* The settings of these names that facts have, name=value on a line each. Consumes names. */
void table_settings(FILE *out, jv names, jv facts);

#endif

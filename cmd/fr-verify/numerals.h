/* numerals.h: numbers that are written as words. */
#ifndef NUMERALS_H
#define NUMERALS_H

#include "terms.h"
#include "tokens.h"

/* "seven sessions": where something is counted that the evidence counts, the word becomes a number. */
void numerals_read(const struct terms *terms, struct tokens *tokens);

#endif

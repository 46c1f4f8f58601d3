/*
 * reveal.h: pseudonyms back into names, for the person at the machine that gave them.
 *
 * What comes out is for that person's terminal: it must not be sent or stored.
 */
#ifndef FR_REVEAL_H
#define FR_REVEAL_H

#include "bytes.h"
#include "pseudonyms.h"

/*
 * Append text to out with each pseudonym that the table knows as the name it stands for. The table is opened with
 * fr_pseudonyms_open(&table, false, &err).
 */
void fr_reveal(const struct fr_pseudonyms *table, const char *text, size_t length, struct fr_bytes *out);

/* The same for every string and key of a value. Consumes it. */
jv fr_reveal_value(const struct fr_pseudonyms *table, jv value);

#endif

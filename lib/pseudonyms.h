/*
 * pseudonyms.h: the table of who is who, kept on this machine only.
 *
 * A pseudonym is a type and some hexadecimal digits: user_7f3a, app_19c2, host_0b51, db_88e0. The table is the file
 * "pseudonyms" in the state folder, mode 0600, one "pseudonym<TAB>name" a line, to which many processes may add.
 */
#ifndef FR_PSEUDONYMS_H
#define FR_PSEUDONYMS_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "error.h"

struct fr_pseudonyms {
	int fd;
	size_t read;          /* bytes of the file that are in the table */
	struct fr_bytes tail; /* a line of which the end is not there yet */
	jv names;             /* pseudonym -> name */
	jv by_name;           /* type, tab, name -> pseudonym */
};

/* Open the table. With write it is made when it is missing; else a missing one is an empty one. */
int fr_pseudonyms_open(struct fr_pseudonyms *table, bool write, struct fr_error *err);
void fr_pseudonyms_close(struct fr_pseudonyms *table);

/* What the length of a pseudonym at text is; 0 when none begins there. Says nothing about whether the table has it. */
size_t fr_pseudonym_length(const char *text, size_t length);

/* The name behind a pseudonym: a string, or invalid when the table has none. */
jv fr_pseudonyms_name(const struct fr_pseudonyms *table, const char *pseudonym, size_t length);

/* The pseudonym that name has: a string, or invalid when it has none yet. Borrows name. */
jv fr_pseudonyms_of(const struct fr_pseudonyms *table, const char *type, jv name);

/*
 * The pseudonym of name: the one it has, else a new one from the digits, as few as no other name has yet (4 or more),
 * which is written down before it is returned. Borrows name. Invalid, and *err, when the table cannot be written.
 */
jv fr_pseudonyms_give(struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err);

#endif

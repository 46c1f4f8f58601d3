/*
 * pseudonyms.h: the table of who is who, kept on this machine only.
 *
 * A pseudonym is a type and some hexadecimal digits: user_7f3a, app_19c2, host_0b51, db_88e0. The table is a SQLite
 * file, "pseudonyms.db" in the state folder, mode 0600, which many processes may read and add to; only what is asked
 * for is read of it.
 */
#ifndef FR_PSEUDONYMS_H
#define FR_PSEUDONYMS_H

#include <jv.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>

#include "bytes.h"
#include "error.h"

struct fr_pseudonyms {
	sqlite3 *db; /* NULL: a table that is not there, and read as an empty one */
	sqlite3_stmt *name, *pseudonym, *add;
	bool adding; /* in a transaction: others wait until fr_pseudonyms_keep */
};

/* Open the table. With write it is made when it is missing; else a missing one is an empty one. */
int fr_pseudonyms_open(struct fr_pseudonyms *table, bool write, struct fr_error *err);

/* What was given and not kept is lost. */
void fr_pseudonyms_close(struct fr_pseudonyms *table);

/* What the length of a pseudonym at text is; 0 when none begins there. Says nothing about whether the table has it. */
size_t fr_pseudonym_length(const char *text, size_t length);

/* The name behind a pseudonym: a string, or invalid when the table has none. */
jv fr_pseudonyms_name(const struct fr_pseudonyms *table, const char *pseudonym, size_t length);

/*
 * The pseudonym of name: the one it has, else a new one from the digits, as few as no other name has yet (4 or more).
 * It holds once fr_pseudonyms_keep has succeeded. Borrows name. Invalid, and *err, when the table cannot be written.
 */
jv fr_pseudonyms_give(struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err);

/* Write down what was given. Nothing may be shown before. */
int fr_pseudonyms_keep(struct fr_pseudonyms *table, struct fr_error *err);

#endif

/*
 * statement.h: one statement, as somebody names it: its text, @FILE, or a queryid of pg_stat_statements.
 *
 *	struct fr_statement statement;
 *
 *	if (fr_statement_read(&statement, "@slow.sql", &err) < 0 || fr_statement_find(&statement, db, 10, &err) < 0)
 *		fr_die(&err);
 *	… statement.text, and statement.queryid where the server keeps statistics of it …
 *	fr_statement_release(&statement);
 */
#ifndef FR_STATEMENT_H
#define FR_STATEMENT_H

#include "database.h"
#include "error.h"

struct fr_statement {
	char *text;    /* NULL as long as only the queryid is known */
	char *queryid; /* NULL: nobody recorded it, or it is not known yet */
};

/* Take what named says of it. FR_EX_IOERR when its file cannot be read. To be released either way. */
int fr_statement_read(struct fr_statement *statement, const char *named, struct fr_error *err);
void fr_statement_release(struct fr_statement *statement);

/*
 * Ask pg_stat_statements for what is missing: by the queryid, or by the text as it is or as the server keeps it, with
 * $1 for its constants. A queryid may still be missing then. FR_EX_DATAERR when there is no statement with the queryid,
 * FR_EX_UNAVAILABLE when the server is gone.
 */
int fr_statement_find(struct fr_statement *statement, struct fr_database *db, int timeout_seconds,
		      struct fr_error *err);

#endif

/*
 * recording.h: a recording, the SQLite file that fr-record writes and fr-context reads.
 *
 * Its format is share/record/schema.sql. Reading:
 *
 *	struct fr_recording *recording;
 *	jv section;
 *
 *	if (fr_recording_open(&recording, "incident.db", &err) < 0)
 *		fr_die(&err);
 *	if (fr_recording_section(recording, sql, start_us, end_us, 25, &section, &err) < 0)
 *		… this section is null, err.message says why; others may still work …
 *	fr_recording_close(recording);
 *
 * All times are microseconds since the Unix epoch, by the clock of the server that was recorded.
 */
#ifndef FR_RECORDING_H
#define FR_RECORDING_H

#include <stddef.h>
#include <stdint.h>

#include <jv.h>

#include "error.h"
#include "share.h"

struct fr_recording;

/*
 * Open for reading. What is read is as of now, also while fr-record goes on writing. Works on what a killed fr-record
 * left, and in a folder where nothing may be written. FR_EX_IOERR: cannot be read; FR_EX_DATAERR: is not a recording,
 * or one of a newer fr; FR_EX_TEMPFAIL: it is written to just now.
 */
int fr_recording_open(struct fr_recording **recording, const char *path, struct fr_error *err);

/*
 * Open for writing: a new file (mode 0600), an empty one, or a recording, which is added to; ":memory:" is kept
 * nowhere. Share (record/) is borrowed until fr_recording_close. FR_EX_DATAERR: path is something else, and stays as it
 * is; FR_EX_TEMPFAIL: another process records into it; FR_EX_IOERR.
 */
int fr_recording_create(struct fr_recording **recording, const char *path, const struct fr_share *share,
			struct fr_error *err);

/* Close it. One that was written to is a single file afterwards, unless somebody reads it just now. NULL is allowed. */
void fr_recording_close(struct fr_recording *recording);

/* The first and the last sample; both 0 when there is none. */
int fr_recording_span(struct fr_recording *recording, int64_t *first_us, int64_t *last_us, struct fr_error *err);

/* From now on fr_recording_section gives a statement so many seconds, and fails when it needs more. 0, the default: all
 * it needs. */
void fr_recording_set_timeout(struct fr_recording *recording, int seconds);

/*
 * Run one SELECT of share/context/recording with :start_us, :end_us and :limit bound (those it names), and make of it
 * {"rows": […], "returned": N, "total": M, "truncated": bool}, the caller's to free. A column fr_total is the total and
 * not part of the rows; without it total is what was returned. Integers beyond 2^53 become strings. A column named
 * "x:boolean" becomes the boolean x, "x:json" what its text holds. FR_EX_DATAERR when the statement fails, or says with
 * the SQL function unavailable('why') that there is nothing to compute it from; the message is then why.
 */
int fr_recording_section(struct fr_recording *recording, const char *sql, int64_t start_us, int64_t end_us,
			 int64_t limit, jv *section, struct fr_error *err);

/* For the sampler: a parameter of a script, as text, or as a number when text is NULL. Borrowed. */
struct fr_recording_value {
	const char *name; /* ":doc" */
	const char *text;
	int64_t number;
};

/* Run all statements of share/record/NAME.sql in one transaction; when one fails, none has happened. */
int fr_recording_run(struct fr_recording *recording, const char *name, const struct fr_recording_value *values,
		     size_t count, struct fr_error *err);

/* The first column of the first row that share/record/NAME.sql gives, the caller's to free; NULL: no row, or NULL in
 * it. */
int fr_recording_ask(struct fr_recording *recording, const char *name, const struct fr_recording_value *values,
		     size_t count, char **answer, struct fr_error *err);

#endif

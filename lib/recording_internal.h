/* recording_internal.h: what the parts of recording.h know of each other, and nobody else does. */
#ifndef FR_RECORDING_INTERNAL_H
#define FR_RECORDING_INTERNAL_H

#include <sqlite3.h>

#include "recording.h"

#define FR_RECORDING_VERSION 2 /* user_version in share/record/schema.sql */

struct script {
	char *name;
	sqlite3_stmt **statements;
	size_t count;
	struct script *next;
};

struct fr_recording {
	sqlite3 *db;
	char *path;
	int lock; /* a descriptor that holds the lock of the one who writes; -1 */
	const struct fr_share *share;
	struct script *scripts; /* those that were used, ready to be used again */
	int timeout_seconds;    /* of a section; 0: none */
	int64_t deadline_ms;    /* of the one that runs, by the monotonic clock */
};

/* SQLite's last error as ours: full and unwritable is FR_EX_IOERR, damaged FR_EX_DATAERR. Always -1. */
int fr_recording_failed(const struct fr_recording *recording, const char *doing, struct fr_error *err);

/* Is the file behind fd a recording of a version we know? size is what fstat says. 0, or -1 with FR_EX_DATAERR. */
int fr_recording_check(int fd, const char *path, struct fr_error *err);

/* Run a file of share/record with sqlite3_exec. */
int fr_recording_execute(struct fr_recording *recording, const char *name, struct fr_error *err);

/* The SQL functions that sections may use, as an SQLite result code. */
int fr_recording_add_functions(sqlite3 *db);

/* Begin to read what recording->db has open, as an SQLite result code. */
int fr_recording_begin(struct fr_recording *recording);

/*
 * Read a private copy of the recording behind main_file instead, with the log beside it. FR_EX_IOERR: it cannot be
 * made, or one of them cannot be read; FR_EX_TEMPFAIL: it is written to faster than it can be copied.
 */
int fr_recording_open_copy(struct fr_recording *recording, int main_file, struct fr_error *err);

void fr_recording_free_scripts(struct fr_recording *recording);

#endif

#include "recording_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int fr_recording_failed(const struct fr_recording *recording, const char *doing, struct fr_error *err)
{
	int code = sqlite3_errcode(recording->db);
	enum fr_exit status = FR_EX_IOERR;

	if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_ERROR)
		status = FR_EX_DATAERR;
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
		status = FR_EX_TEMPFAIL;
	if (code == SQLITE_CONSTRAINT || code == SQLITE_MISUSE)
		status = FR_EX_FAULT;
	if (code == SQLITE_IOERR && sqlite3_system_errno(recording->db) != 0)
		return fr_error_set(err, status, "cannot %s '%s': %s", doing, recording->path,
				    strerror(sqlite3_system_errno(recording->db)));
	return fr_error_set(err, status, "cannot %s '%s': %s", doing, recording->path, sqlite3_errmsg(recording->db));
}

static struct fr_recording *new_recording(const char *path)
{
	struct fr_recording *recording = calloc(1, sizeof(*recording));

	if (recording == NULL || (recording->path = strdup(path)) == NULL)
		abort();
	recording->lock = -1;
	return recording;
}

static unsigned big_endian(const unsigned char *bytes)
{
	return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

/* The header is read by ourselves: SQLite would touch a stranger's file already when asked what it is. */
int fr_recording_check(int fd, const char *path, struct fr_error *err)
{
	unsigned char header[100];

	if (pread(fd, header, sizeof(header), 0) != (ssize_t)sizeof(header) ||
	    memcmp(header, "SQLite format 3", 16) != 0 || memcmp(header + 68, "frec", 4) != 0)
		return fr_error_set(err, FR_EX_DATAERR, "'%s' is not a recording", path);
	if (big_endian(header + 60) > FR_RECORDING_VERSION)
		return fr_error_set(err, FR_EX_DATAERR, "'%s' was written by a newer fr-record (format %u, here %d)",
				    path, big_endian(header + 60), FR_RECORDING_VERSION);
	return 0;
}

/*
 * The descriptor is kept until SQLite has closed the file: closing one drops all of a process's POSIX locks on it.
 * *made: it is ours to remove, which it is not as long as another has the lock of it.
 */
static int open_locked(struct fr_recording *recording, bool *made, struct stat *status, struct fr_error *err)
{
	const char *path = recording->path;
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	*made = fd >= 0;
	if (fd < 0 && errno == EEXIST)
		fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot write '%s': %s", path, strerror(errno));
	recording->lock = fd;
	if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		*made = false;
		return fr_error_set(err, FR_EX_TEMPFAIL, "'%s' is being recorded into by another process", path);
	}
	if (fstat(fd, status) < 0 || !S_ISREG(status->st_mode))
		return fr_error_set(err, FR_EX_IOERR, "cannot write '%s': not a regular file", path);
	return 0;
}

/* Whoever made a file and then failed has removed it, perhaps while we waited to lock it: then it has no name any more.
 */
static int take_file(struct fr_recording *recording, bool *made, struct fr_error *err)
{
	struct stat status;

	while (open_locked(recording, made, &status, err) == 0) {
		if (status.st_nlink > 0)
			return status.st_size == 0 ? 0 : fr_recording_check(recording->lock, recording->path, err);
		close(recording->lock);
		recording->lock = -1;
	}
	return -1;
}

static int run(struct fr_recording *recording, const char *sql, struct fr_error *err)
{
	return sqlite3_exec(recording->db, sql, NULL, NULL, NULL) == SQLITE_OK ?
		   0 :
		   fr_recording_failed(recording, "write", err);
}

/*
 * The schema goes in before WAL is switched on, so that the main file alone tells what it is, whatever happens next. On
 * a file that has one it adds what is new.
 */
static int prepare(struct fr_recording *recording, struct fr_error *err)
{
	if (sqlite3_open_v2(recording->path, &recording->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) !=
	    SQLITE_OK)
		return fr_recording_failed(recording, "write", err);
	sqlite3_busy_timeout(recording->db, 5000);
	fr_recording_add_functions(recording->db);
	if (run(recording, "BEGIN IMMEDIATE", err) < 0 || fr_recording_execute(recording, "schema", err) < 0 ||
	    run(recording, "COMMIT", err) < 0)
		return -1;
	/* A commit a second: without WAL each would wait for the disk twice. What a power cut takes is the last
	 * seconds. */
	if (run(recording, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", err) < 0)
		return -1;
	return fr_recording_execute(recording, "scratch", err);
}

/* Close it, and free everything; a file that is no good is removed as long as it is locked, so that nobody else has it.
 */
static void close_file(struct fr_recording *recording, bool and_remove)
{
	if (recording == NULL)
		return;
	fr_recording_free_scripts(recording);
	/* Back to a single file that can be read anywhere; where a reader is in the way it stays as it is, which is as
	 * good. */
	if (recording->share != NULL && recording->db != NULL)
		sqlite3_exec(recording->db, "PRAGMA busy_timeout = 200; PRAGMA journal_mode = DELETE", NULL, NULL,
			     NULL);
	sqlite3_close(recording->db);
	if (and_remove)
		unlink(recording->path);
	if (recording->lock >= 0)
		close(recording->lock);
	free(recording->path);
	free(recording);
}

int fr_recording_create(struct fr_recording **recording, const char *path, const struct fr_share *share,
			struct fr_error *err)
{
	struct fr_recording *new = new_recording(path);
	bool memory = strcmp(path, ":memory:") == 0, made = false;

	new->share = share;
	if ((!memory && take_file(new, &made, err) < 0) || prepare(new, err) < 0) {
		close_file(new, made);
		return -1;
	}
	*recording = new;
	return 0;
}

int fr_recording_begin(struct fr_recording *recording)
{
	/* The file may come from anybody: what its schema says is not trusted to do more than be read. */
	sqlite3_db_config(recording->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	sqlite3_db_config(recording->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_busy_timeout(recording->db, 5000);
	fr_recording_add_functions(recording->db);
	return sqlite3_exec(recording->db, "BEGIN; SELECT count(*) FROM meta", NULL, NULL, NULL);
}

int fr_recording_open(struct fr_recording **recording, const char *path, struct fr_error *err)
{
	struct fr_recording *new;
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), code;

	if (fd < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot read '%s': %s", path, strerror(errno));
	if (fr_recording_check(fd, path, err) < 0) {
		close(fd);
		return -1;
	}
	new = new_recording(path);
	code = sqlite3_open_v2(path, &new->db, SQLITE_OPEN_READONLY, NULL);
	if (code == SQLITE_OK)
		code = fr_recording_begin(new);
	if ((code == SQLITE_CANTOPEN || code == SQLITE_READONLY) && fr_recording_open_copy(new, fd, err) < 0)
		code = -1;
	else if (code != SQLITE_OK && code != SQLITE_CANTOPEN && code != SQLITE_READONLY)
		code = fr_recording_failed(new, "read", err);
	else
		code = 0;
	new->lock = fd;
	if (code < 0) {
		fr_recording_close(new);
		return -1;
	}
	*recording = new;
	return 0;
}

void fr_recording_close(struct fr_recording *recording)
{
	close_file(recording, false);
}

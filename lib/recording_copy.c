#include "recording_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 5

struct copy {
	char folder[4096];
	char file[4200], log[4200], shared[4200];
};

/*
 * What two copies of file and log have to have in common. SQLite writes no page of the log into the file before all of
 * the log is on disk, and begins the log anew, with other salts, only after it. So a file that is copied before its log
 * is whole with it, whatever was written meanwhile, as long as the log was not begun anew. Without a log it is the file
 * that has to be as it was.
 */
struct state {
	unsigned char header[32]; /* of the log, with its salts */
	ssize_t length;           /* of the header; 0: there is no log, or nothing in it */
	struct stat file;
};

static bool same(const struct state *a, const struct state *b)
{
	if (a->length != b->length || memcmp(a->header, b->header, sizeof(a->header)) != 0)
		return false;
	return a->length == (ssize_t)sizeof(a->header) ||
	       (a->file.st_size == b->file.st_size && a->file.st_mtim.tv_sec == b->file.st_mtim.tv_sec &&
		a->file.st_mtim.tv_nsec == b->file.st_mtim.tv_nsec);
}

/* *log is opened, and -1 where there is none. -1 and errno: one of them cannot be read. */
static int look(struct state *state, int main_file, const char *path, int *log)
{
	*state = (struct state){ 0 };
	*log = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*log < 0 && errno != ENOENT)
		return -1;
	if (*log >= 0 && (state->length = pread(*log, state->header, sizeof(state->header), 0)) < 0)
		return -1;
	return fstat(main_file, &state->file);
}

static bool write_all(int to, const char *bytes, size_t length)
{
	ssize_t wrote = write(to, bytes, length);

	if (wrote >= 0 && (size_t)wrote < length)
		errno = ENOSPC;
	return wrote == (ssize_t)length;
}

static int copy(int from, const char *path)
{
	char bytes[65536];
	off_t at = 0;
	ssize_t got;
	int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	int result = to < 0 ? -1 : 0;

	for (; result == 0 && (got = pread(from, bytes, sizeof(bytes), at)) != 0; at += got)
		if (got < 0 || !write_all(to, bytes, (size_t)got))
			result = -1;
	if (to >= 0 && close(to) < 0)
		result = -1;
	return result;
}

/* 1: both are copied, of one moment; 0: the log was begun anew meanwhile; -1 and errno. */
static int copy_both(const struct copy *to, int main_file, const char *log_path)
{
	struct state before, after;
	int log, log_after = -1, result, failed;

	result = look(&before, main_file, log_path, &log);
	if (result == 0)
		result = copy(main_file, to->file);
	if (result == 0 && log >= 0)
		result = copy(log, to->log);
	if (result == 0)
		result = look(&after, main_file, log_path, &log_after);
	if (result == 0)
		result = same(&before, &after);
	failed = errno;
	if (log >= 0)
		close(log);
	if (log_after >= 0)
		close(log_after);
	errno = failed;
	return result;
}

static int make_folder(struct copy *copy, const char *path, struct fr_error *err)
{
	const char *parent = getenv("TMPDIR");

	snprintf(copy->folder, sizeof(copy->folder), "%s/fr-recording.XXXXXX",
		 parent != NULL && *parent != '\0' ? parent : "/tmp");
	if (mkdtemp(copy->folder) == NULL)
		return fr_error_set(err, FR_EX_IOERR, "cannot make a copy of '%s' in '%s': %s", path, copy->folder,
				    strerror(errno));
	snprintf(copy->file, sizeof(copy->file), "%s/db", copy->folder);
	snprintf(copy->log, sizeof(copy->log), "%s/db-wal", copy->folder);
	snprintf(copy->shared, sizeof(copy->shared), "%s/db-shm", copy->folder);
	return 0;
}

static int fill(const struct copy *copy, int main_file, const char *path, struct fr_error *err)
{
	char log[4200];
	int copied = 0;

	snprintf(log, sizeof(log), "%s-wal", path);
	for (int i = 0; i < TRIES && copied == 0; i++) {
		unlink(copy->log);
		copied = copy_both(copy, main_file, log);
	}
	if (copied < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot make a copy of '%s' and its log: %s", path,
				    strerror(errno));
	if (copied > 0)
		return 0;
	fr_error_set(err, FR_EX_TEMPFAIL, "'%s' is written to faster than it can be copied", path);
	return fr_error_hint(err, "who may write to '%s-shm' reads it where it is", path);
}

/*
 * A log beside the file has to be replayed, for which SQLite writes an index next to it. Where it may not, a
 * private copy of both does; it has no name any more once it is open.
 */
int fr_recording_open_copy(struct fr_recording *recording, int main_file, struct fr_error *err)
{
	struct copy copy = { 0 };
	int code, result;

	if (make_folder(&copy, recording->path, err) < 0)
		return -1;
	result = fill(&copy, main_file, recording->path, err);
	if (result == 0) {
		sqlite3_close(recording->db);
		code = sqlite3_open_v2(copy.file, &recording->db, SQLITE_OPEN_READWRITE, NULL);
		if (code == SQLITE_OK)
			code = fr_recording_begin(recording);
		if (code != SQLITE_OK)
			result = fr_recording_failed(recording, "read", err);
	}
	unlink(copy.file);
	unlink(copy.log);
	unlink(copy.shared);
	rmdir(copy.folder);
	return result;
}

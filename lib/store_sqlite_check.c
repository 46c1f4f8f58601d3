#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"
#include "store_sqlite.h"

#define DEAD_MANS_SWITCH                                                                                               \
	128 /* SQLite's name for the byte of the -shm file that everyone who has the file open locks                   \
	     */

static bool anybody_has(const char *shm)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = DEAD_MANS_SWITCH, .l_len = 1 };
	int fd = open(shm, O_RDONLY | O_CLOEXEC);
	bool locked = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

	if (fd >= 0)
		close(fd);
	return locked;
}

bool fr_sqlite_left_behind(const char *path)
{
	char *wal = fr_path_with(path, "-wal"), *shm = fr_path_with(path, "-shm");
	struct stat about;
	bool left = stat(wal, &about) == 0 && about.st_size > 0 && !anybody_has(shm);

	free(wal);
	free(shm);
	return left;
}

int fr_sqlite_check(struct fr_sqlite *sqlite, struct fr_error *err)
{
	sqlite3_stmt *statement = NULL;
	const char *verdict;
	int status = 0;

	if (sqlite3_prepare_v2(sqlite->db, "PRAGMA quick_check(1)", -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW) {
		fr_sqlite_fault(sqlite, "open", err);
		sqlite3_finalize(statement);
		return -1;
	}
	verdict = (const char *)sqlite3_column_text(statement, 0);
	if (verdict == NULL || strcmp(verdict, "ok") != 0) {
		fr_error_set(err, FR_EX_IOERR, "store '%s' is damaged: %s", sqlite->store.name,
			     verdict != NULL ? verdict : "no verdict");
		status = fr_error_hint(err, FR_SQLITE_RECOVER_HINT);
		sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1,
				  NULL); /* the next one is to look too */
	}
	sqlite3_finalize(statement);
	return status;
}

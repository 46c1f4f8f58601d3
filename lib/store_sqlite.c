#include "store_sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int fr_sqlite_fault(struct fr_sqlite *sqlite, const char *doing, struct fr_error *err)
{
	int code = sqlite3_errcode(sqlite->db);
	int system = sqlite3_system_errno(sqlite->db);

	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': locked by another process for %d s", doing,
				    sqlite->store.name, sqlite->store.wait_seconds);
	case SQLITE_READONLY:
		return fr_error_set(err, FR_EX_IOERR, "cannot write store '%s': it is read-only", sqlite->store.name);
	case SQLITE_NOTADB:
		fr_error_set(err, FR_EX_IOERR, "'%s' is not a store: %s", sqlite->store.name,
			     sqlite3_errmsg(sqlite->db));
		return fr_error_hint(err, "give --store or the key 'store' another file");
	case SQLITE_CORRUPT:
		fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, sqlite->store.name,
			     sqlite3_errmsg(sqlite->db));
		return fr_error_hint(err, FR_SQLITE_RECOVER_HINT);
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		if (system != 0)
			return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, sqlite->store.name,
					    strerror(system));
		/* fall through */
	default:
		return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, sqlite->store.name,
				    sqlite3_errmsg(sqlite->db));
	}
}

/* A device reads like an empty file, which would be made into a store, with a journal beside it in /dev. */
static int refuse_device(const char *path, struct fr_error *err)
{
	struct stat about;

	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
		return fr_error_set(err, FR_EX_IOERR, "cannot open store '%s': not a regular file", path);
	return 0;
}

/* SQLite would make the file with the umask's rights; its -wal and -shm take over those of the file. */
static int make_private(const char *path, struct fr_error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return fr_error_set(err, FR_EX_IOERR, "cannot make store '%s': %s", path, strerror(errno));
	return refuse_device(path, err);
}

/*
 * A store in a folder that cannot be written has no room for the -shm file that reading in WAL mode needs. Without a
 * -wal file nobody is writing either, and SQLite may take the file as it is.
 */
static int open_immutable(struct fr_sqlite *sqlite, struct fr_error *err)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
	size_t room = 3 * strlen(sqlite->store.name) + sizeof("file:?immutable=1") + sizeof("-wal");
	char *uri = malloc(room);
	int code = SQLITE_CANTOPEN;
	size_t at;

	if (uri == NULL)
		abort();
	snprintf(uri, room, "%s-wal", sqlite->store.name);
	if (access(uri, F_OK) < 0) {
		at = (size_t)snprintf(uri, room, "file:");
		for (const char *from = sqlite->store.name; *from != '\0'; from++)
			at += (size_t)snprintf(uri + at, room - at, strchr(plain, *from) != NULL ? "%c" : "%%%02X",
					       (unsigned char)*from);
		snprintf(uri + at, room - at, "?immutable=1");
		sqlite3_close(sqlite->db);
		code = sqlite3_open_v2(uri, &sqlite->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	}
	free(uri);
	return code == SQLITE_OK ? 0 : fr_sqlite_fault(sqlite, "read", err);
}

static int64_t monotonic_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/*
 * Wait for a lock. SQLite's own waiting sleeps up to 100 ms at a time, while a transaction here takes less than one:
 * with many writers most of them would sleep while nobody holds the lock. The part that is random keeps them out of
 * step.
 */
static int wait_turn(void *state, int tries)
{
	struct fr_sqlite *sqlite = state;
	int64_t now = monotonic_us();
	unsigned char chance;
	struct timespec pause = { 0 };

	if (tries == 0)
		sqlite->waits_until_us = now + (int64_t)sqlite->store.wait_seconds * 1000000;
	if (now >= sqlite->waits_until_us)
		return 0;
	sqlite3_randomness(sizeof(chance), &chance);
	pause.tv_nsec = 200000 + chance * (tries < 20 ? 10000 : 40000); /* 0.2 to 2.7 ms, later to 10.4 ms */
	nanosleep(&pause, NULL);
	return 1;
}

/*
 * trusted_schema stays on, which lets triggers keep the full-text index: FTS5 of SQLite before 3.41 does not say that
 * it is harmless. All functions and tables here are SQLite's own, and the store is its owner's file.
 */
static int configure(struct fr_sqlite *sqlite, struct fr_error *err)
{
	sqlite3_extended_result_codes(sqlite->db, 0);
	sqlite3_busy_handler(sqlite->db, wait_turn, sqlite);
	sqlite3_db_config(sqlite->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return fr_sqlite_run(sqlite, "PRAGMA cell_size_check = on; PRAGMA foreign_keys = on; PRAGMA synchronous = full",
			     "open", err);
}

static int open_to_read(struct fr_sqlite *sqlite, struct fr_error *err)
{
	bool left_behind = fr_sqlite_left_behind(sqlite->store.name);

	if (refuse_device(sqlite->store.name, err) < 0)
		return -1;
	if (sqlite3_open_v2(sqlite->store.name, &sqlite->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fr_sqlite_fault(sqlite, "open", err);
	if (configure(sqlite, err) == 0 && (!left_behind || fr_sqlite_check(sqlite, err) == 0) &&
	    fr_sqlite_migrate(sqlite, err) == 0)
		return 0;
	if (sqlite3_errcode(sqlite->db) != SQLITE_CANTOPEN && sqlite3_errcode(sqlite->db) != SQLITE_READONLY)
		return -1;
	if (open_immutable(sqlite, err) < 0 || configure(sqlite, err) < 0)
		return -1;
	return fr_sqlite_migrate(sqlite, err);
}

static int open_to_write(struct fr_sqlite *sqlite, struct fr_error *err)
{
	bool left_behind = fr_sqlite_left_behind(sqlite->store.name);

	if (make_private(sqlite->store.name, err) < 0)
		return -1;
	if (sqlite3_open_v2(sqlite->store.name, &sqlite->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fr_sqlite_fault(sqlite, "open", err);
	if (configure(sqlite, err) < 0)
		return -1;
	if (sqlite3_db_readonly(sqlite->db, "main") == 1)
		return fr_error_set(err, FR_EX_IOERR, "cannot write store '%s': it is read-only", sqlite->store.name);
	if (left_behind && fr_sqlite_check(sqlite, err) < 0)
		return -1;
	return fr_sqlite_migrate(sqlite, err);
}

static int open_store(struct fr_store *store, const struct fr_store_place *place, enum fr_store_access access_wanted,
		      struct fr_error *err)
{
	struct fr_sqlite *sqlite = (struct fr_sqlite *)store;

	(void)place; /* its name is the file's path */
	if (access_wanted == FR_STORE_READ && strcmp(store->name, ":memory:") != 0 && access(store->name, F_OK) < 0 &&
	    errno == ENOENT)
		return 1;
	return access_wanted == FR_STORE_WRITE ? open_to_write(sqlite, err) : open_to_read(sqlite, err);
}

static void close_store(struct fr_store *store)
{
	struct fr_sqlite *sqlite = (struct fr_sqlite *)store;

	fr_sqlite_forget_statements(sqlite);
	sqlite3_close(sqlite->db);
}

const struct fr_store_backend fr_store_sqlite = {
	.folder = "store/sqlite",
	.bytes = sizeof(struct fr_sqlite),
	.open = open_store,
	.close = close_store,
	.query = fr_sqlite_query,
	.transaction = fr_sqlite_transaction,
};

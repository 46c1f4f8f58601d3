#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "paths.h"
#include "store_sqlite.h"

/* What is spooled names its store, and the next run may start from another folder. */
static char *absolute(const char *path, struct fr_error *err)
{
	char *here, *joined;

	if (path[0] == '/')
		return strdup(path);
	here = getcwd(NULL, 0);
	if (here == NULL) {
		fr_error_set(err, FR_EX_IOERR, "cannot tell which folder '%s' is in: %s", path, strerror(errno));
		return NULL;
	}
	joined = fr_path_join(here, path);
	free(here);
	return joined;
}

char *fr_store_place(const char *setting, struct fr_error *err)
{
	const char *home = getenv("HOME");

	if (setting[0] == '\0')
		return fr_path_state("fr.db", err);
	if (strncmp(setting, "~/", 2) == 0 && home != NULL)
		return fr_path_join(home, setting + 2);
	if (strstr(setting, "://") != NULL) { /* not repeated: it may hold a password */
		fr_error_set(err, FR_EX_CONFIG, "'store' is an address, but only files are known here");
		fr_error_hint(err, "give the path of a file; it is made when it is not there");
		return NULL;
	}
	return absolute(setting, err);
}

int fr_store_fault(struct fr_store *store, const char *doing, struct fr_error *err)
{
	int code = sqlite3_errcode(store->db);
	int system = sqlite3_system_errno(store->db);

	switch (code) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': locked by another process for %d s", doing,
				    store->place, store->wait_seconds);
	case SQLITE_READONLY:
		return fr_error_set(err, FR_EX_IOERR, "cannot write store '%s': it is read-only", store->place);
	case SQLITE_NOTADB:
		fr_error_set(err, FR_EX_IOERR, "'%s' is not a store: %s", store->place, sqlite3_errmsg(store->db));
		return fr_error_hint(err, "give --store or the key 'store' another file");
	case SQLITE_CORRUPT:
		fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, store->place,
			     sqlite3_errmsg(store->db));
		return fr_error_hint(err, "sqlite3 OLD .recover | sqlite3 NEW saves what can be saved");
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		if (system != 0)
			return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, store->place,
					    strerror(system));
		/* fall through */
	default:
		return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, store->place,
				    sqlite3_errmsg(store->db));
	}
}

/* SQLite would make the file with the umask's rights; its -wal and -shm take over those of the file. */
static int make_private(const char *place, struct fr_error *err)
{
	int fd = open(place, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat about;

	if (fd >= 0)
		close(fd);
	else if (errno != EEXIST)
		return fr_error_set(err, FR_EX_IOERR, "cannot make store '%s': %s", place, strerror(errno));
	else if (stat(place, &about) == 0 && !S_ISREG(about.st_mode))
		return fr_error_set(err, FR_EX_IOERR, "cannot open store '%s': not a regular file", place);
	return 0;
}

/*
 * A store in a folder that cannot be written has no room for the -shm file that reading in WAL mode needs. Without a
 * -wal file nobody is writing either, and SQLite may take the file as it is.
 */
static int open_immutable(struct fr_store *store, struct fr_error *err)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-";
	size_t room = 3 * strlen(store->place) + sizeof("file:?immutable=1") + sizeof("-wal");
	char *uri = malloc(room);
	int code = SQLITE_CANTOPEN;
	size_t at;

	if (uri == NULL)
		abort();
	snprintf(uri, room, "%s-wal", store->place);
	if (access(uri, F_OK) < 0) {
		at = (size_t)snprintf(uri, room, "file:");
		for (const char *from = store->place; *from != '\0'; from++)
			at += (size_t)snprintf(uri + at, room - at, strchr(plain, *from) != NULL ? "%c" : "%%%02X",
					       (unsigned char)*from);
		snprintf(uri + at, room - at, "?immutable=1");
		sqlite3_close(store->db);
		code = sqlite3_open_v2(uri, &store->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
	}
	free(uri);
	return code == SQLITE_OK ? 0 : fr_store_fault(store, "read", err);
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
	struct fr_store *store = state;
	int64_t now = monotonic_us();
	unsigned char chance;
	struct timespec pause = { 0 };

	if (tries == 0)
		store->waits_until_us = now + (int64_t)store->wait_seconds * 1000000;
	if (now >= store->waits_until_us)
		return 0;
	sqlite3_randomness(sizeof(chance), &chance);
	pause.tv_nsec = 200000 + chance * (tries < 20 ? 10000 : 40000); /* 0.2 to 2.7 ms, later to 10.4 ms */
	nanosleep(&pause, NULL);
	return 1;
}

static int configure(struct fr_store *store, int wait_seconds, struct fr_error *err)
{
	sqlite3_extended_result_codes(store->db, 0);
	store->wait_seconds = wait_seconds;
	sqlite3_busy_handler(store->db, wait_turn, store);
	sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return fr_store_run(store,
			    "PRAGMA trusted_schema = off; PRAGMA cell_size_check = on; PRAGMA foreign_keys = on; "
			    "PRAGMA synchronous = full",
			    "open", err);
}

static int open_to_read(struct fr_store *store, int wait_seconds, struct fr_error *err)
{
	if (sqlite3_open_v2(store->place, &store->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fr_store_fault(store, "open", err);
	if (configure(store, wait_seconds, err) == 0 && fr_store_migrate(store, err) == 0)
		return 0;
	if (sqlite3_errcode(store->db) != SQLITE_CANTOPEN && sqlite3_errcode(store->db) != SQLITE_READONLY)
		return -1;
	if (open_immutable(store, err) < 0 || configure(store, wait_seconds, err) < 0)
		return -1;
	return fr_store_migrate(store, err);
}

static int open_to_write(struct fr_store *store, int wait_seconds, struct fr_error *err)
{
	if (make_private(store->place, err) < 0)
		return -1;
	if (sqlite3_open_v2(store->place, &store->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fr_store_fault(store, "open", err);
	if (configure(store, wait_seconds, err) < 0)
		return -1;
	if (sqlite3_db_readonly(store->db, "main") == 1)
		return fr_error_set(err, FR_EX_IOERR, "cannot write store '%s': it is read-only", store->place);
	return fr_store_migrate(store, err);
}

int fr_store_open(struct fr_store **store, const struct fr_share *share, const char *place,
		  enum fr_store_access access_wanted, int wait_seconds, struct fr_error *err)
{
	bool empty = access_wanted == FR_STORE_READ && access(place, F_OK) < 0 && errno == ENOENT;
	int opened;

	*store = calloc(1, sizeof(**store));
	if (*store == NULL)
		abort();
	(*store)->share = share;
	(*store)->place = strdup(empty ? ":memory:" : place);
	opened = access_wanted == FR_STORE_WRITE ? open_to_write(*store, wait_seconds, err) :
						   open_to_read(*store, wait_seconds, err);
	if (opened < 0) {
		fr_store_free(*store);
		*store = NULL;
	}
	return opened;
}

void fr_store_free(struct fr_store *store)
{
	if (store == NULL)
		return;
	fr_store_forget_statements(store);
	sqlite3_close(store->db);
	free(store->place);
	free(store);
}

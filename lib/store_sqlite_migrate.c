#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "share.h"
#include "store_sqlite.h"

#define OURS 0x66726c67 /* application_id of a store: "frlg" */

struct identity {
	int version;     /* the last migration */
	int application; /* OURS, 0 in a file that is still empty */
	int objects;
};

/*
 * All in one statement, so in one snapshot: half of the answer from before another process set the store up and half
 * from after would look like somebody else's database.
 */
static int identify(struct fr_sqlite *sqlite, struct identity *identity, struct fr_error *err)
{
	static const char sql[] = "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)"
				  "  FROM pragma_user_version, pragma_application_id";
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(sqlite->db, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW) {
		fr_sqlite_fault(sqlite, "open", err);
		sqlite3_finalize(statement);
		return -1;
	}
	identity->version = sqlite3_column_int(statement, 0);
	identity->application = sqlite3_column_int(statement, 1);
	identity->objects = sqlite3_column_int(statement, 2);
	sqlite3_finalize(statement);
	return 0;
}

/* Is it a store, and which migration was its last? An empty file may become one. */
static int version_of(struct fr_sqlite *sqlite, int newest, int *version, struct fr_error *err)
{
	struct identity identity;

	if (identify(sqlite, &identity, err) < 0)
		return -1;
	*version = identity.version;
	if (identity.application != OURS &&
	    (identity.application != 0 || identity.version != 0 || identity.objects != 0)) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' is a SQLite database, but not a store of diagnoses",
			     sqlite->store.name);
		return fr_error_hint(err, "give --store or the key 'store' another file");
	}
	return fr_store_check_version(&sqlite->store, identity.version, newest, err);
}

static int apply(struct fr_sqlite *sqlite, const struct fr_share_files *files, int version, int newest,
		 struct fr_error *err)
{
	char number[64];

	for (int i = version; i < newest; i++) {
		char *sql = fr_share_read(files->files[i].path, NULL, err);
		int applied = sql != NULL ? fr_sqlite_run(sqlite, sql, "set up", err) : -1;

		free(sql);
		if (applied < 0)
			return -1;
	}
	sqlite3_snprintf(sizeof(number), number, "PRAGMA user_version = %d", newest);
	return fr_sqlite_run(sqlite, number, "set up", err);
}

/*
 * Going over to WAL needs the file for oneself, and SQLite does not wait for that by itself: the busy timeout is for
 * locks that cannot end in a deadlock. So ask again, for as long as many first starts at once can take, or as we were
 * told to wait when that is longer.
 */
static int use_wal(struct fr_sqlite *sqlite, struct fr_error *err)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };
	int most = sqlite->store.wait_seconds > 5 ? 100 * sqlite->store.wait_seconds : 500;

	for (int tries = 0; tries < most; tries++) {
		if (fr_sqlite_run(sqlite, "PRAGMA journal_mode = wal", "set up", err) == 0)
			return 0;
		if (sqlite3_errcode(sqlite->db) != SQLITE_BUSY)
			return -1;
		nanosleep(&pause, NULL);
	}
	return -1;
}

static int upgrade(struct fr_sqlite *sqlite, const struct fr_share_files *files, int newest, struct fr_error *err)
{
	struct fr_error ignored;
	int version;

	if (use_wal(sqlite, err) < 0 || fr_sqlite_run(sqlite, "BEGIN IMMEDIATE", "set up", err) < 0)
		return -1;
	/* Someone else may have been faster. */
	if (version_of(sqlite, newest, &version, err) == 0 && apply(sqlite, files, version, newest, err) == 0 &&
	    fr_sqlite_run(sqlite, "COMMIT", "set up", err) == 0)
		return 0;
	fr_sqlite_run(sqlite, "ROLLBACK", "set up", &ignored);
	return -1;
}

int fr_sqlite_migrate(struct fr_sqlite *sqlite, struct fr_error *err)
{
	struct fr_share_files files;
	int newest, version, done;

	if (fr_store_migrations(&sqlite->store, &files, &newest, err) < 0)
		return -1;
	done = version_of(sqlite, newest, &version, err);
	if (done == 0 && version < newest)
		done = upgrade(sqlite, &files, newest, err);
	fr_share_files_release(&files);
	return done;
}

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "share.h"
#include "store_sqlite.h"

#define OURS 0x66726c67 /* application_id of a store: "frlg" */

/* The files whose names begin with a number are 0001, 0002, …, and none is missing. They sort before the others. */
static int count_migrations(const struct fr_share_files *files, int *count, struct fr_error *err)
{
	*count = 0;
	for (size_t i = 0; i < files->count; i++) {
		char *end;
		long number = strtol(files->files[i].name, &end, 10);

		if (end != files->files[i].name + 4 || *end != '_')
			continue;
		if (number != *count + 1)
			return fr_error_set(err, FR_EX_CONFIG,
					    "migration %d of the store is missing or there twice: found '%s'",
					    *count + 1, files->files[i].path);
		(*count)++;
	}
	if (*count == 0)
		return fr_error_set(err, FR_EX_CONFIG,
				    "cannot find the store's schema (store/sqlite/0001_*.sql) in any share folder");
	return 0;
}

struct identity {
	int version;     /* the last migration */
	int application; /* OURS, 0 in a file that is still empty */
	int objects;
};

/*
 * All in one statement, so in one snapshot: half of the answer from before another process set the store up and half
 * from after would look like somebody else's database.
 */
static int identify(struct fr_store *store, struct identity *identity, struct fr_error *err)
{
	static const char sql[] = "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)"
				  "  FROM pragma_user_version, pragma_application_id";
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(store->db, sql, -1, &statement, NULL) != SQLITE_OK ||
	    sqlite3_step(statement) != SQLITE_ROW) {
		fr_store_fault(store, "open", err);
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
static int version_of(struct fr_store *store, int newest, int *version, struct fr_error *err)
{
	struct identity identity;

	if (identify(store, &identity, err) < 0)
		return -1;
	*version = identity.version;
	if (identity.application != OURS &&
	    (identity.application != 0 || identity.version != 0 || identity.objects != 0)) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' is a SQLite database, but not a store of diagnoses",
			     store->place);
		return fr_error_hint(err, "give --store or the key 'store' another file");
	}
	if (identity.version > newest) {
		fr_error_set(err, FR_EX_CONFIG, "store '%s' is newer (version %d) than this tool (version %d)",
			     store->place, identity.version, newest);
		return fr_error_hint(err, "use the release that made it, or --store with another file");
	}
	return 0;
}

static int apply(struct fr_store *store, const struct fr_share_files *files, int version, int newest,
		 struct fr_error *err)
{
	char number[64];

	for (int i = version; i < newest; i++) {
		char *sql = fr_share_read(files->files[i].path, NULL, err);
		int applied = sql != NULL ? fr_store_run(store, sql, "set up", err) : -1;

		free(sql);
		if (applied < 0)
			return -1;
	}
	sqlite3_snprintf(sizeof(number), number, "PRAGMA user_version = %d", newest);
	return fr_store_run(store, number, "set up", err);
}

/*
 * Going over to WAL needs the file for oneself, and SQLite does not wait for that by itself: the busy timeout is for
 * locks that cannot end in a deadlock. So ask again, for as long as many first starts at once can take.
 */
static int use_wal(struct fr_store *store, struct fr_error *err)
{
	const struct timespec pause = { .tv_nsec = 10 * 1000 * 1000 };

	for (int tries = 0; tries < 500; tries++) {
		if (fr_store_run(store, "PRAGMA journal_mode = wal", "set up", err) == 0)
			return 0;
		if (sqlite3_errcode(store->db) != SQLITE_BUSY)
			return -1;
		nanosleep(&pause, NULL);
	}
	return -1;
}

static int upgrade(struct fr_store *store, const struct fr_share_files *files, int newest, struct fr_error *err)
{
	struct fr_error ignored;
	int version;

	if (use_wal(store, err) < 0 || fr_store_run(store, "BEGIN IMMEDIATE", "set up", err) < 0)
		return -1;
	/* Someone else may have been faster. */
	if (version_of(store, newest, &version, err) == 0 && apply(store, files, version, newest, err) == 0 &&
	    fr_store_run(store, "COMMIT", "set up", err) == 0)
		return 0;
	fr_store_run(store, "ROLLBACK", "set up", &ignored);
	return -1;
}

int fr_store_migrate(struct fr_store *store, struct fr_error *err)
{
	struct fr_share_files files;
	int newest, version, done;

	if (fr_share_list(store->share, "store/sqlite", ".sql", &files, err) < 0)
		return -1;
	done = count_migrations(&files, &newest, err);
	if (done == 0)
		done = version_of(store, newest, &version, err);
	if (done == 0 && version < newest)
		done = upgrade(store, &files, newest, err);
	fr_share_files_release(&files);
	return done;
}

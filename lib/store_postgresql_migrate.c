#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_postgresql.h"

/* One row of one statement; the caller clears *result. */
static int ask(struct fr_postgresql *pg, const char *sql, PGresult **result, struct fr_error *err)
{
	const char *const values[] = { pg->schema };
	const struct fr_postgresql_command command = { sql, values, 1, true };

	return fr_postgresql_send(pg, &command, 1, "set up", result, err);
}

int fr_postgresql_absent(struct fr_postgresql *pg, struct fr_error *err)
{
	PGresult *result;
	bool hidden;

	if (ask(pg, "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = $1", &result, err) < 0)
		return -1;
	hidden = PQntuples(result) > 0 && PQgetvalue(result, 0, 0)[0] == 'f';
	PQclear(result);
	if (!hidden)
		return 1;
	fr_error_set(err, FR_EX_NOPERM, "role '%s' may not look into schema '%s' of store '%s'", fr_postgresql_role(pg),
		     pg->schema, pg->store.name);
	return fr_error_hint(err, FR_POSTGRESQL_ROLES_HINT);
}

/* The schema may be the recorder's, or anybody's. Tables that fr did not make are never touched. */
static int check_strangers(struct fr_postgresql *pg, struct fr_error *err)
{
	PGresult *result;
	int status = 0;

	if (ask(pg,
		"SELECT relname FROM pg_class WHERE relnamespace = to_regnamespace(quote_ident($1)) AND relname LIKE 'ai\\_%'"
		" ORDER BY relkind <> 'r', relname LIMIT 1",
		&result, err) < 0)
		return -1;
	if (PQntuples(result) > 0) {
		fr_error_set(err, FR_EX_CONFIG, "schema '%s' of store '%s' has a '%s' that is not fr's", pg->schema,
			     pg->store.name, PQgetvalue(result, 0, 0));
		status = fr_error_hint(err, "give the key 'store_schema' the name of another schema");
	}
	PQclear(result);
	return status;
}

static int make_schema(struct fr_postgresql *pg, struct fr_error *err)
{
	PGresult *result;
	char *sql;
	int status = 0;

	if (ask(pg, "SELECT 'CREATE SCHEMA ' || quote_ident($1) WHERE to_regnamespace(quote_ident($1)) IS NULL",
		&result, err) < 0)
		return -1;
	sql = PQntuples(result) > 0 ? strdup(PQgetvalue(result, 0, 0)) : NULL;
	PQclear(result);
	if (sql != NULL)
		status = fr_postgresql_run(pg, sql, "set up", err);
	free(sql);
	return status;
}

/* Again, now that nobody else can change it. */
static int version_now(struct fr_postgresql *pg, int *version, struct fr_error *err)
{
	PGresult *result;
	bool there;

	*version = 0;
	if (ask(pg, "SELECT to_regclass(quote_ident($1) || '.ai_store')", &result, err) < 0)
		return -1;
	there = !PQgetisnull(result, 0, 0);
	PQclear(result);
	if (!there)
		return check_strangers(pg, err) < 0 ? -1 : make_schema(pg, err);
	if (ask(pg, "SELECT coalesce(max(version), 0) FROM ai_store WHERE $1::text IS NOT NULL", &result, err) < 0)
		return -1;
	*version = (int)strtol(PQgetvalue(result, 0, 0), NULL, 10);
	PQclear(result);
	return 0;
}

static int note(struct fr_postgresql *pg, int version, const char *name, struct fr_error *err)
{
	char number[16];
	const char *const values[] = { number, name };
	const struct fr_postgresql_command command = { "INSERT INTO ai_store (version, name) VALUES ($1, $2)", values,
						       2, true };
	PGresult *result;

	snprintf(number, sizeof(number), "%d", version);
	if (fr_postgresql_send(pg, &command, 1, "set up", &result, err) < 0)
		return -1;
	PQclear(result);
	return 0;
}

static int apply(struct fr_postgresql *pg, const struct fr_share_files *files, int newest, struct fr_error *err)
{
	int version;

	if (version_now(pg, &version, err) < 0 || fr_store_check_version(&pg->store, version, newest, err) < 0)
		return -1;
	for (int i = version; i < newest; i++) {
		char *sql = fr_share_read(files->files[i].path, NULL, err);
		int applied = sql != NULL ? fr_postgresql_run(pg, sql, "set up", err) : -1;

		free(sql);
		if (applied < 0 || note(pg, i + 1, files->files[i].name, err) < 0)
			return -1;
	}
	return 0;
}

/* All in one transaction, one process after the other. */
static int upgrade(struct fr_postgresql *pg, const struct fr_share_files *files, int newest, struct fr_error *err)
{
	struct fr_error ignored;
	PGresult *result;

	if (fr_postgresql_run(pg, "BEGIN", "set up", err) < 0)
		return -1;
	if (ask(pg, "SELECT pg_advisory_xact_lock(" FR_POSTGRESQL_LOCK_CLASS ", hashtext($1))", &result, err) == 0) {
		PQclear(result);
		if (apply(pg, files, newest, err) == 0)
			return fr_postgresql_run(pg, "COMMIT", "set up", err);
	}
	if (pg->db != NULL)
		fr_postgresql_run(pg, "ROLLBACK", "set up", &ignored);
	return -1;
}

int fr_postgresql_migrate(struct fr_postgresql *pg, int version, struct fr_error *err)
{
	struct fr_share_files files;
	int newest, done;

	if (fr_store_migrations(&pg->store, &files, &newest, err) < 0)
		return -1;
	done = fr_store_check_version(&pg->store, version, newest, err);
	if (done == 0 && version < newest)
		done = upgrade(pg, &files, newest, err);
	fr_share_files_release(&files);
	return done;
}

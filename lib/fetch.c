#include "fetch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_internal.h"

#define STEP_ROWS 10

/*
 * The statement within a cursor. The line end closes a comment of its last line. A cast that fails is the only error
 * that an expression can raise, so that is how a row says that it is too large.
 */
static char *cursor(const struct fr_fetch *fetch)
{
	char *text;

	if (asprintf(
		&text,
		"DECLARE fr_rows NO SCROLL CURSOR FOR SELECT fr_row.* FROM (\n%.*s\n) AS fr_row WHERE CASE WHEN"
		" pg_column_size(fr_row) > %d THEN CAST('row of ' || pg_column_size(fr_row) || ' bytes' AS boolean)"
		" ELSE true END",
		(int)fetch->length, fetch->sql, FR_FETCH_ROW_BYTES) < 0)
		abort();
	return text;
}

/* What failed, in words for whoever wrote the statement. Takes the message out of query. */
static void fail(struct fr_fetch *fetch, struct fr_query *query)
{
	memcpy(fetch->sqlstate, query->sqlstate, sizeof(fetch->sqlstate));
	fetch->message = query->message;
	query->message = NULL;
	if (strcmp(fetch->sqlstate, "22P02") == 0 && strstr(fetch->message, "\"row of ") != NULL) {
		free(fetch->message);
		if (asprintf(&fetch->message, "a row is larger than %d bytes", FR_FETCH_ROW_BYTES) < 0)
			abort();
	}
}

/* Rows of one step onto those that are there, as long as there is room. */
static void keep(struct fr_fetch *fetch, jv rows, size_t *bytes)
{
	jv_array_foreach (rows, i, row) {
		jv text = jv_dump_string(jv_copy(row), 0);
		int have = jv_array_length(jv_copy(fetch->rows));

		*bytes += (size_t)jv_string_length_bytes(text);
		if (fetch->truncated || have == fetch->most_rows || (have > 0 && *bytes > fetch->most_bytes)) {
			fetch->truncated = true;
			jv_free(row);
			continue;
		}
		fetch->rows = jv_array_append(fetch->rows, row);
	}
}

static bool send_step(PGconn *connection)
{
	char step[64];

	snprintf(step, sizeof(step), "FETCH FORWARD %d FROM fr_rows", STEP_ROWS);
	return fr_database_send(connection, step, 0, NULL) && PQpipelineSync(connection);
}

/* BEGIN, its settings, and what follows: the first to fail is why the rest was passed over. */
static int start(PGconn *connection, struct fr_fetch *fetch, int timeout_seconds, int64_t deadline_ms,
		 struct fr_query *first, struct fr_error *err)
{
	/* Each sort and each hash of a statement may take work_mem; what is more goes to temporary files. */
	static const char settings[] =
	    "SELECT pg_catalog.set_config('max_parallel_workers_per_gather', '0', true),"
	    " pg_catalog.set_config('work_mem', '4MB', true),"
	    " CASE WHEN $1::text IS NOT NULL THEN pg_catalog.set_config('role', $1, true) END";
	char *declare = cursor(fetch);
	struct fr_query declared = { 0 };
	bool sent = fr_database_send_begin(connection, timeout_seconds) &&
		    fr_database_send(connection, settings, 1, &fetch->role) &&
		    fr_database_send(connection, declare, fetch->count, fetch->values) && send_step(connection);

	free(declare);
	if (!sent)
		return fr_database_lost(connection, err);
	for (int i = 0; i < FR_DATABASE_BEGIN_COMMANDS + 1; i++)
		if (fr_database_collect(connection, deadline_ms, false, NULL, err) < 0)
			return -1;
	if (fr_database_collect(connection, deadline_ms, false, &declared, err) < 0 ||
	    fr_database_collect(connection, deadline_ms, false, first, err) < 0 ||
	    fr_database_collect(connection, deadline_ms, true, NULL, err) < 0) {
		fr_queries_release(&declared, 1);
		return -1;
	}
	if (declared.message != NULL)
		fail(fetch, &declared);
	fr_queries_release(&declared, 1);
	return 0;
}

static int next(PGconn *connection, int64_t deadline_ms, struct fr_query *step, struct fr_error *err)
{
	if (!send_step(connection))
		return fr_database_lost(connection, err);
	return fr_database_collect(connection, deadline_ms, false, step, err) < 0 ||
		       fr_database_collect(connection, deadline_ms, true, NULL, err) < 0 ?
		   -1 :
		   0;
}

/* Step after step until there is no more, or enough. */
static int read_all(PGconn *connection, struct fr_fetch *fetch, int timeout_seconds, int64_t deadline_ms,
		    struct fr_error *err)
{
	struct fr_query step = { 0 };
	size_t bytes = 0;
	int result = start(connection, fetch, timeout_seconds, deadline_ms, &step, err);

	while (result == 0 && fetch->message == NULL) {
		bool more;

		if (step.message != NULL) {
			fail(fetch, &step);
			break;
		}
		more = jv_array_length(jv_copy(step.rows)) == STEP_ROWS;
		keep(fetch, step.rows, &bytes);
		fr_queries_release(&step, 1);
		if (!more || fetch->truncated)
			break;
		result = next(connection, deadline_ms, &step, err);
	}
	fr_queries_release(&step, 1);
	return result;
}

static int end(PGconn *connection, int64_t deadline_ms, struct fr_error *err)
{
	if (!fr_database_send(connection, "ROLLBACK", 0, NULL) || !PQpipelineSync(connection))
		return fr_database_lost(connection, err);
	return fr_database_collect(connection, deadline_ms, false, NULL, err) < 0 ||
		       fr_database_collect(connection, deadline_ms, true, NULL, err) < 0 ?
		   -1 :
		   0;
}

int fr_database_fetch(struct fr_database *db, struct fr_fetch *fetch, int timeout_seconds, struct fr_error *err)
{
	int64_t deadline_ms = fr_database_now_ms() + 3000 * (int64_t)timeout_seconds;
	PGconn *connection = db->connection;

	fetch->rows = jv_array();
	fetch->truncated = false;
	fetch->sqlstate[0] = '\0';
	fetch->message = NULL;
	if (PQsetnonblocking(connection, 1) != 0 || PQenterPipelineMode(connection) != 1) {
		fr_fetch_release(fetch);
		return fr_database_lost(connection, err);
	}
	if (read_all(connection, fetch, timeout_seconds, deadline_ms, err) < 0 ||
	    end(connection, deadline_ms, err) < 0) {
		fr_fetch_release(fetch);
		return -1;
	}
	PQexitPipelineMode(connection);
	PQsetnonblocking(connection, 0);
	return 0;
}

void fr_fetch_release(struct fr_fetch *fetch)
{
	jv_free(fetch->rows);
	fetch->rows = jv_invalid();
	free(fetch->message);
	fetch->message = NULL;
}

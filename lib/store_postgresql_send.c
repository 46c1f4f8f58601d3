#include <string.h>

#include "database_internal.h"
#include "store_postgresql.h"

#define ANSWER_SECONDS 30 /* that the server has beside the time that it may wait for others */

static bool of_class(const struct fr_postgresql *pg, const char *class)
{
	return strncmp(pg->sqlstate, class, strlen(class)) == 0;
}

/* Lost is what may go better over a new connection; what may not is left to the caller's deadline. */
static int lose(struct fr_postgresql *pg, const struct fr_error *why, struct fr_error *err)
{
	const char *detail = strstr(why->message, ": ");

	pg->lost = true;
	fr_error_set(err, FR_EX_UNAVAILABLE, "lost store '%s'%s", pg->store.name, detail != NULL ? detail : "");
	fr_postgresql_disconnect(pg);
	return -1;
}

/* What the server says against a statement. */
static int fault(struct fr_postgresql *pg, const PGresult *result, const char *doing, struct fr_error *err)
{
	const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *name = pg->store.name;

	snprintf(pg->sqlstate, sizeof(pg->sqlstate), "%s", sqlstate != NULL ? sqlstate : "");
	if (message == NULL)
		message = "no reason given";
	if (of_class(pg, "55P03"))
		return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': locked by another process for %d s", doing,
				    name, pg->store.wait_seconds);
	if (of_class(pg, "25006"))
		return fr_error_set(err, FR_EX_IOERR, "cannot write store '%s': the server is read-only", name);
	if (of_class(pg, "42501")) {
		fr_error_set(err, FR_EX_NOPERM, "role '%s' may not %s store '%s': %s", fr_postgresql_role(pg), doing,
			     name, message);
		return fr_error_hint(err, FR_POSTGRESQL_ROLES_HINT);
	}
	return fr_error_set(err, FR_EX_IOERR, "cannot %s store '%s': %s", doing, name, message);
}

/* The results of one command up to the NULL that ends them. 0: done; 1: the server refused; -1: lost. */
static int collect(struct fr_postgresql *pg, int64_t deadline_ms, const char *doing, PGresult **kept,
		   struct fr_error *err)
{
	PGresult *result;
	int status = 0;

	for (;;) {
		if (fr_database_await(pg->db->connection, deadline_ms, &result, err) < 0) {
			PQclear(result);
			return -1;
		}
		if (result == NULL)
			return status;
		if (PQresultStatus(result) == PGRES_FATAL_ERROR && status == 0)
			status = (fault(pg, result, doing, err), 1);
		if (kept != NULL) {
			PQclear(*kept);
			*kept = result;
		} else {
			PQclear(result);
		}
	}
}

static int collect_sync(struct fr_postgresql *pg, int64_t deadline_ms, struct fr_error *err)
{
	PGresult *result;
	int status = fr_database_await(pg->db->connection, deadline_ms, &result, err);

	PQclear(result);
	return status;
}

static int64_t deadline_of(const struct fr_postgresql *pg)
{
	return fr_database_now_ms() + 1000 * ((int64_t)pg->store.wait_seconds + ANSWER_SECONDS);
}

static bool put(PGconn *connection, const struct fr_postgresql_command *command)
{
	return PQsendQueryParams(connection, command->sql, command->count, NULL, command->values, NULL, NULL, 0) == 1 &&
	       (!command->ends || PQpipelineSync(connection) == 1);
}

int fr_postgresql_send(struct fr_postgresql *pg, const struct fr_postgresql_command *commands, int count,
		       const char *doing, PGresult **last, struct fr_error *err)
{
	int64_t deadline_ms = deadline_of(pg);
	struct fr_error why = { 0 }, ignored;
	bool refused = false;
	int status = 0;

	*last = NULL;
	pg->sqlstate[0] = '\0';
	for (int i = 0; i < count; i++)
		if (!put(pg->db->connection, &commands[i]))
			return lose(pg, &why, err);
	for (int i = 0; i < count && status >= 0; i++) {
		/* Behind one that was refused come, up to the end, only those that were passed over. */
		status = collect(pg, deadline_ms, doing, i == count - 1 ? last : NULL, refused ? &ignored : &why);
		refused |= status > 0;
		if (status >= 0 && commands[i].ends)
			status = collect_sync(pg, deadline_ms, &why);
	}
	if (status >= 0 && !refused)
		return 0;
	PQclear(*last);
	*last = NULL;
	if (status < 0)
		return lose(pg, &why, err);
	*err = why;
	return -1;
}

int fr_postgresql_run(struct fr_postgresql *pg, const char *sql, const char *doing, struct fr_error *err)
{
	struct fr_error why = { 0 };
	int status;

	pg->sqlstate[0] = '\0';
	if (PQexitPipelineMode(pg->db->connection) != 1 || PQsendQuery(pg->db->connection, sql) != 1)
		return lose(pg, &why, err);
	status = collect(pg, deadline_of(pg), doing, NULL, &why);
	if (status < 0 || PQenterPipelineMode(pg->db->connection) != 1)
		return lose(pg, &why, err);
	if (status > 0)
		*err = why;
	return status == 0 ? 0 : -1;
}

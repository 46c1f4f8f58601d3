#include "query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database.h"
#include "explain.h"
#include "hypothetical.h"
#include "id.h"
#include "json.h"
#include "policy.h"
#include "statement.h"

/* Read one query of ours; rows is invalid when the server did not like it, and *why is what it said. */
static int ask(struct fr_database *db, const struct options *options, const char *sql, const char *const *values,
	       int count, jv *rows, char **why, struct fr_error *err)
{
	struct fr_query query = { .sql = sql, .values = values, .count = count };

	if (fr_database_read(db, &query, 1, options->timeout, err) < 0)
		return -1;
	*rows = jv_copy(query.rows);
	if (why != NULL)
		*why = query.message != NULL ? strdup(query.message) : NULL;
	fr_queries_release(&query, 1);
	return 0;
}

/* The recorder's rows of it, or null with a note. */
static int gather_history(struct evidence *evidence, const struct fr_statement *statement, struct fr_database *db,
			  const struct options *options, const struct fr_share *share, const struct window *window,
			  struct fr_error *err)
{
	char start[FR_TIME_BYTES], end[FR_TIME_BYTES], limit[12], *why = NULL;
	const char *values[] = { statement->queryid, start, end, limit };
	char *sql;
	jv rows = jv_invalid();
	int result;

	if (statement->queryid == NULL) {
		evidence_note(evidence, "query_history: no statistics of this statement were found");
		evidence_section(evidence, "query_history", true, jv_null());
		return 0;
	}
	sql = fr_share_text(share, "context/query/history.sql", NULL, err);
	if (sql == NULL)
		return -1;
	fr_time_format(start, window->start_us);
	fr_time_format(end, window->end_us);
	snprintf(limit, sizeof(limit), "%d", options->limit);
	result = ask(db, options, sql, values, 4, &rows, &why, err);
	free(sql);
	if (result == 0) {
		if (why != NULL)
			evidence_note(evidence, "query_history: %s", why);
		evidence_section(evidence, "query_history", true, jv_is_valid(rows) ? evidence_rows(rows) : jv_null());
	}
	free(why);
	return result;
}

static int gather_plan(struct evidence *evidence, const struct fr_statement *statement, struct fr_database *db,
		       const struct options *options, const struct fr_share *share, struct fr_error *err)
{
	struct fr_error why = { 0 };
	struct fr_policy *policy;
	jv section = jv_null(), plan;
	int result = 0;

	if (fr_policy_new(&policy, share, err) < 0)
		return -1;
	if (fr_explain(db, policy, statement->text, options->analyze ? FR_EXPLAIN_ANALYZE : FR_EXPLAIN,
		       options->timeout, &plan, &why) == 0) {
		jv row;

		result = hypothetical_gather(evidence, db, policy, options, share, statement->text, err);
		row = fr_json_set(jv_object(), "plan", plan);
		section = evidence_rows(jv_array_append(jv_array(), row));
	} else if (why.code == FR_EX_UNAVAILABLE || why.code == FR_EX_CONFIG) {
		*err = why;
		result = -1;
	} else {
		evidence_note(evidence, "query_plan: %s", why.message);
	}
	if (result == 0)
		evidence_section(evidence, "query_plan", true, section);
	else
		jv_free(section);
	fr_policy_free(policy);
	return result;
}

static int gather(struct evidence *evidence, struct fr_statement *statement, struct fr_database *db,
		  const struct options *options, const struct fr_share *share, const struct window *window,
		  struct fr_error *err)
{
	jv row;

	if (fr_statement_find(statement, db, options->timeout, err) < 0)
		return -1;
	row =
	    fr_json_set(jv_object(), "queryid", statement->queryid != NULL ? jv_string(statement->queryid) : jv_null());
	row = fr_json_set(row, "query", jv_string(statement->text));
	evidence_section(evidence, "query", true, evidence_rows(jv_array_append(jv_array(), row)));
	return gather_history(evidence, statement, db, options, share, window, err) < 0 ||
		       gather_plan(evidence, statement, db, options, share, err) < 0 ?
		   -1 :
		   0;
}

int query_gather(struct evidence *evidence, const struct options *options, const struct fr_share *share,
		 const struct window *window, struct fr_error *err)
{
	struct fr_statement statement;
	struct fr_database *db;
	int result = -1;

	if (fr_statement_read(&statement, options->query, err) == 0 &&
	    fr_database_connect(&db, options->dsn, "fr-context", options->timeout, err) == 0) {
		result = gather(evidence, &statement, db, options, share, window, err);
		fr_database_free(db);
	}
	fr_statement_release(&statement);
	return result;
}

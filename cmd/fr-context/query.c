#include "query.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pg_query.h>

#include "database.h"
#include "explain.h"
#include "hypothetical.h"
#include "id.h"
#include "json.h"
#include "policy.h"

struct statement {
	char *text;    /* NULL as long as only the queryid is known */
	char *queryid; /* NULL: nobody recorded it, or it is not known yet */
};

static void release(struct statement *statement)
{
	free(statement->text);
	free(statement->queryid);
}

static bool is_queryid(const char *text)
{
	text += *text == '-';
	return *text != '\0' && strlen(text) < 20 && text[strspn(text, "0123456789")] == '\0';
}

static int read_statement(struct statement *statement, const char *query, struct fr_error *err)
{
	if (is_queryid(query))
		statement->queryid = strdup(query);
	else if (*query == '@')
		statement->text = fr_share_read(query + 1, NULL, err);
	else
		statement->text = strdup(query);
	if (statement->text == NULL && statement->queryid == NULL) {
		if (*query != '@')
			abort();
		err->code = FR_EX_IOERR;
		return -1;
	}
	return 0;
}

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

/* "SELECT … FROM public.pg_stat_statements …": where the extension is, whose schema is not in our search_path; NULL:
 * not there. */
static int find_extension(struct fr_database *db, const struct options *options, char **schema, struct fr_error *err)
{
	static const char sql[] = "SELECT quote_ident(nspname) AS nspname FROM pg_extension JOIN pg_namespace"
				  " ON pg_namespace.oid = extnamespace WHERE extname = 'pg_stat_statements'";
	jv rows = jv_invalid(), row;

	if (ask(db, options, sql, NULL, 0, &rows, NULL, err) < 0)
		return -1;
	row = jv_array_get(rows, 0);
	*schema = fr_json_text(row, "nspname");
	jv_free(row);
	return 0;
}

static void take_found(struct statement *statement, jv rows)
{
	jv row = jv_is_valid(rows) ? jv_array_get(rows, 0) : rows;
	char *text = fr_json_text(row, "query"), *queryid = fr_json_text(row, "queryid");

	jv_free(row);
	if (statement->text == NULL && text != NULL)
		statement->text = text;
	else
		free(text);
	if (statement->queryid == NULL && queryid != NULL)
		statement->queryid = queryid;
	else
		free(queryid);
}

/* By its queryid, or by its text as it is or as the server keeps it, with $1 for its constants. */
static int find_statement(struct statement *statement, struct fr_database *db, const struct options *options,
			  struct fr_error *err)
{
	PgQueryNormalizeResult normal = pg_query_normalize(statement->text != NULL ? statement->text : "");
	const char *values[] = { statement->queryid, statement->text, normal.normalized_query };
	char *schema = NULL, *sql;
	jv rows = jv_invalid();
	int result = find_extension(db, options, &schema, err);

	if (result == 0 && schema != NULL) {
		if (asprintf(&sql,
			     "SELECT queryid::text AS queryid, query FROM %s.pg_stat_statements"
			     " WHERE queryid = $1::bigint OR query IN ($2::text, $3::text) ORDER BY calls DESC LIMIT 1",
			     schema) < 0)
			abort();
		result = ask(db, options, sql, values, 3, &rows, NULL, err);
		free(sql);
	}
	if (result == 0)
		take_found(statement, rows);
	free(schema);
	pg_query_free_normalize_result(normal);
	return result;
}

/* The recorder's rows of it, or null with a note. */
static int gather_history(struct evidence *evidence, const struct statement *statement, struct fr_database *db,
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

static int gather_plan(struct evidence *evidence, const struct statement *statement, struct fr_database *db,
		       const struct options *options, const struct fr_share *share, struct fr_error *err)
{
	struct fr_error why = { 0 };
	struct fr_policy *policy;
	jv section = jv_null(), plan;
	int result = 0;

	if (fr_policy_new(&policy, share, err) < 0)
		return -1;
	if (fr_explain(db, policy, statement->text, options->analyze, options->timeout, &plan, &why) == 0) {
		struct trial trial = { db, policy, options, share, statement->text, plan };
		jv row;

		result = hypothetical_gather(evidence, &trial, err);
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

static int gather(struct evidence *evidence, struct statement *statement, struct fr_database *db,
		  const struct options *options, const struct fr_share *share, const struct window *window,
		  struct fr_error *err)
{
	jv row = jv_object();

	if (find_statement(statement, db, options, err) < 0) {
		jv_free(row);
		return -1;
	}
	if (statement->text == NULL) {
		jv_free(row);
		fr_error_set(err, FR_EX_DATAERR, "there is no statement with the queryid %s", statement->queryid);
		return fr_error_hint(
		    err, "pg_stat_statements knows those of its database; fr-context --section slow_queries "
			 "lists some");
	}
	row = fr_json_set(row, "queryid", statement->queryid != NULL ? jv_string(statement->queryid) : jv_null());
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
	struct statement statement = { 0 };
	struct fr_database *db;
	int result = -1;

	if (read_statement(&statement, options->query, err) == 0 &&
	    fr_database_connect(&db, options->dsn, "fr-context", options->timeout, err) == 0) {
		result = gather(evidence, &statement, db, options, share, window, err);
		fr_database_free(db);
	}
	release(&statement);
	return result;
}

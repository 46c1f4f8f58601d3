#include "statement.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pg_query.h>

#include "json.h"
#include "share.h"

void fr_statement_release(struct fr_statement *statement)
{
	free(statement->text);
	free(statement->queryid);
}

static bool is_queryid(const char *text)
{
	text += *text == '-';
	return *text != '\0' && strlen(text) < 20 && text[strspn(text, "0123456789")] == '\0';
}

int fr_statement_read(struct fr_statement *statement, const char *named, struct fr_error *err)
{
	*statement = (struct fr_statement){ 0 };
	if (is_queryid(named))
		statement->queryid = strdup(named);
	else if (*named == '@')
		statement->text = fr_share_read(named + 1, NULL, err);
	else
		statement->text = strdup(named);
	if (statement->text == NULL && statement->queryid == NULL) {
		if (*named != '@')
			abort();
		err->code = FR_EX_IOERR;
		return -1;
	}
	return 0;
}

/* The first row; invalid when there is none, or the server did not like the query. */
static int first_row(struct fr_database *db, struct fr_query *query, int timeout_seconds, jv *row, struct fr_error *err)
{
	if (fr_database_read(db, query, 1, timeout_seconds, err) < 0)
		return -1;
	*row = jv_is_valid(query->rows) ? jv_array_get(jv_copy(query->rows), 0) : jv_invalid();
	fr_queries_release(query, 1);
	return 0;
}

/* Where the extension is, whose schema is not in our search_path; NULL: not there. */
static int find_extension(struct fr_database *db, int timeout_seconds, char **schema, struct fr_error *err)
{
	struct fr_query query = { .sql = "SELECT quote_ident(nspname) AS nspname FROM pg_extension JOIN pg_namespace"
					 " ON pg_namespace.oid = extnamespace WHERE extname = 'pg_stat_statements'" };
	jv row;

	*schema = NULL;
	if (first_row(db, &query, timeout_seconds, &row, err) < 0)
		return -1;
	*schema = fr_json_text(row, "nspname");
	jv_free(row);
	return 0;
}

/* What is missing, from the row. */
static void take_found(struct fr_statement *statement, jv row)
{
	if (statement->text == NULL)
		statement->text = fr_json_text(row, "query");
	if (statement->queryid == NULL)
		statement->queryid = fr_json_text(row, "queryid");
}

static int look_up(struct fr_statement *statement, struct fr_database *db, const char *schema, int timeout_seconds,
		   struct fr_error *err)
{
	PgQueryNormalizeResult normal = pg_query_normalize(statement->text != NULL ? statement->text : "");
	const char *values[] = { statement->queryid, statement->text, normal.normalized_query };
	struct fr_query query = { .values = values, .count = 3 };
	jv row = jv_invalid();
	char *sql;
	int result;

	if (asprintf(&sql,
		     "SELECT queryid::text AS queryid, query FROM %s.pg_stat_statements"
		     " WHERE queryid = $1::bigint OR query IN ($2::text, $3::text) ORDER BY calls DESC LIMIT 1",
		     schema) < 0)
		abort();
	query.sql = sql;
	result = first_row(db, &query, timeout_seconds, &row, err);
	free(sql);
	if (result == 0)
		take_found(statement, row);
	jv_free(row);
	pg_query_free_normalize_result(normal);
	return result;
}

int fr_statement_find(struct fr_statement *statement, struct fr_database *db, int timeout_seconds, struct fr_error *err)
{
	char *schema;
	int result = find_extension(db, timeout_seconds, &schema, err);

	if (result == 0 && schema != NULL)
		result = look_up(statement, db, schema, timeout_seconds, err);
	free(schema);
	if (result < 0 || statement->text != NULL)
		return result;
	fr_error_set(err, FR_EX_DATAERR, "there is no statement with the queryid %s", statement->queryid);
	return fr_error_hint(err, "pg_stat_statements knows those of its database; fr-context --section slow_queries "
				  "lists some");
}

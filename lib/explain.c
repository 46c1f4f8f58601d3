#include "explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_internal.h"
#include "json.h"

enum { PREPARED, GUARD, PLAN, ANSWERS };

/* What the session's own search_path, as it was before ours, finds under these names. */
static const char find[] =
    "SELECT DISTINCT ON (c.relname) c.relname, quote_ident(n.nspname) AS nspname"
    " FROM pg_settings AS s CROSS JOIN LATERAL unnest(string_to_array(s.reset_val, ',')) WITH ORDINALITY AS path (name, place)"
    " JOIN pg_namespace AS n ON n.nspname = replace(btrim(btrim(path.name), '\"'), '$user', current_user)"
    " JOIN pg_class AS c ON c.relnamespace = n.oid AND c.relkind IN ('r', 'v', 'm', 'f', 'p')"
    " WHERE s.name = 'search_path' AND c.relname IN (SELECT jsonb_array_elements_text($1::jsonb))"
    " ORDER BY c.relname, path.place";

/*
 * Planning evaluates what is constant, so it runs the functions in views, indexes, constraints, policies and partitions
 * of the relations, with the rights of whoever asks for the plan: whoever owns a table could have anything done. What
 * is PostgreSQL's own is not in pg_depend; what a superuser or the role itself made is taken to be as good as they are.
 * With ANALYZE ($1) it runs for real, and then PostgreSQL's own functions in a view can do harm, too.
 * The relations are those that PREPARE has locked. A cast that fails is the only error that an expression can raise.
 */
static const char guard[] =
    "WITH RECURSIVE used (classid, objid) AS ("
    " SELECT 'pg_class'::regclass::oid, l.relation FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database"
    " WHERE l.pid = pg_backend_pid() AND l.locktype = 'relation' AND l.relation >= 16384 AND d.datname = current_database()"
    " UNION"
    " SELECT more.classid, more.objid FROM used CROSS JOIN LATERAL ("
    " SELECT d.refclassid AS classid, d.refobjid AS objid FROM pg_depend AS d"
    " WHERE d.classid = used.classid AND d.objid = used.objid AND used.classid <> 'pg_proc'::regclass"
    " UNION ALL"
    " SELECT d.classid, d.objid FROM pg_depend AS d WHERE d.refclassid = used.classid AND d.refobjid = used.objid"
    " AND used.classid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass)"
    " AND CASE d.classid"
    " WHEN 'pg_rewrite'::regclass THEN d.deptype = 'i' AND EXISTS (SELECT FROM pg_class AS c WHERE c.oid = used.objid AND c.relkind = 'v')"
    " WHEN 'pg_attrdef'::regclass THEN EXISTS (SELECT FROM pg_attrdef AS a JOIN pg_attribute AS c ON c.attrelid = a.adrelid"
    " AND c.attnum = a.adnum WHERE a.oid = d.objid AND c.attgenerated = 'v')"
    " WHEN 'pg_constraint'::regclass THEN d.deptype <> 'n'"
    " WHEN 'pg_class'::regclass THEN used.classid <> 'pg_type'::regclass"
    " ELSE d.classid IN ('pg_policy'::regclass, 'pg_statistic_ext'::regclass) END"
    ") AS more)"
    ", foreign_code (what, owner) AS ("
    " SELECT p.oid::regprocedure::text, p.proowner FROM used JOIN pg_proc AS p ON used.classid = 'pg_proc'::regclass AND p.oid = used.objid"
    " UNION ALL"
    " SELECT c.oid::regclass::text, c.relowner FROM used JOIN pg_class AS c ON used.classid = 'pg_class'::regclass AND c.oid = used.objid"
    " WHERE $1::boolean AND (c.relkind = 'v' OR c.relrowsecurity))"
    " SELECT CAST('the plan would run ' || f.what || ', which is neither a superuser''s nor your own' AS boolean) AS refused"
    " FROM foreign_code AS f JOIN pg_roles AS r ON r.oid = f.owner WHERE NOT r.rolsuper AND r.rolname <> current_user";

int fr_explain_failed(const char *sqlstate, const char *message, struct fr_error *err)
{
	if (strcmp(sqlstate, "57014") == 0 || strcmp(sqlstate, "55P03") == 0)
		return fr_error_set(err, FR_EX_TEMPFAIL, "%s", message);
	return fr_error_set(err, strcmp(sqlstate, "42501") == 0 ? FR_EX_NOPERM : FR_EX_DATAERR, "%s", message);
}

/* {"orders": "public"} for the names in unqualified. */
static int find_schemas(struct fr_database *db, jv unqualified, int timeout_seconds, jv *schemas, struct fr_error *err)
{
	jv names = jv_array();
	const char *values[1];
	struct fr_query query = { .sql = find, .values = values, .count = 1 };
	int result;

	jv_array_foreach (unqualified, i, relation)
		names = jv_array_append(names, jv_object_get(relation, jv_string("name")));
	names = jv_dump_string(names, 0);
	values[0] = jv_string_value(names);
	*schemas = jv_object();
	result = fr_database_read(db, &query, 1, timeout_seconds, err);
	jv_free(names);
	if (result < 0)
		return -1;
	if (jv_is_valid(query.rows))
		jv_array_foreach (query.rows, i, row) {
			jv name = jv_object_get(jv_copy(row), jv_string("relname"));

			*schemas = jv_object_set(*schemas, name, jv_object_get(row, jv_string("nspname")));
		}
	fr_queries_release(&query, 1);
	return 0;
}

/* The statement with schemas put in front, from the last place to the first; the caller frees it. */
static char *qualify(const char *sql, const struct fr_verdict *verdict, jv schemas)
{
	char *text = strdup(sql);

	for (int i = jv_array_length(jv_copy(verdict->unqualified)) - 1; text != NULL && i >= 0; i--) {
		jv relation = jv_array_get(jv_copy(verdict->unqualified), i);
		char *name = fr_json_text(relation, "name");
		jv schema = jv_object_get(jv_copy(schemas), jv_string(name));
		size_t at = (size_t)fr_json_number(relation, "at", 0);
		char *longer;

		if (jv_get_kind(schema) == JV_KIND_STRING && at < strlen(text)) {
			if (asprintf(&longer, "%.*s%s.%s", (int)at, text, jv_string_value(schema), text + at) < 0)
				abort();
			free(text);
			text = longer;
		}
		jv_free(schema);
		free(name);
		jv_free(relation);
	}
	if (text == NULL)
		abort();
	return text;
}

/* One statement without a semicolon, with schemas, and judged as it will be sent; the caller frees it. */
static int prepare(struct fr_database *db, struct fr_policy *policy, const char *sql, int timeout_seconds,
		   char **statement, int *parameters, struct fr_error *err)
{
	struct fr_verdict verdict;
	jv schemas = jv_invalid();
	char *qualified;
	int result;

	if (fr_policy_judge(policy, sql, FR_POLICY_EXPLAIN, jv_object(), &verdict, err) < 0)
		return -1;
	result = find_schemas(db, verdict.unqualified, timeout_seconds, &schemas, err);
	qualified = qualify(sql, &verdict, schemas);
	jv_free(schemas);
	jv_free(verdict.unqualified);
	if (result == 0)
		result = fr_policy_judge(policy, qualified, FR_POLICY_EXPLAIN, jv_object(), &verdict, err);
	if (result == 0) {
		*statement = strndup(qualified + verdict.start, verdict.length);
		*parameters = verdict.parameters;
		jv_free(verdict.unqualified);
		if (*statement == NULL)
			abort();
	}
	free(qualified);
	return result;
}

/* EXPLAIN EXECUTE fr_explained(NULL, NULL): the generic plan looks at no value. */
static char *explain_execute(int parameters, enum fr_explain_how how)
{
	static const char *const options[] = { "", "VERBOSE, ", "ANALYZE, BUFFERS, " };
	char *text = NULL;
	size_t length;
	FILE *out = open_memstream(&text, &length);

	if (out == NULL)
		abort();
	fprintf(out, "EXPLAIN (%sFORMAT JSON) EXECUTE fr_explained", options[how]);
	for (int i = 0; i < parameters; i++)
		fputs(i == 0 ? "(NULL" : ", NULL", out);
	if (parameters > 0)
		fputc(')', out);
	if (fclose(out) != 0)
		abort();
	return text;
}

/* Prepared, because only that has a generic plan on every release; DEALLOCATE has to come after the rollback. */
static int ask(struct fr_database *db, const char *statement, int parameters, enum fr_explain_how how,
	       int64_t deadline_ms, int timeout_seconds, struct fr_query answers[ANSWERS], struct fr_error *err)
{
	static const char plain[] = "SELECT pg_catalog.set_config('plan_cache_mode', $1, true)";
	static const char trial[] = "SELECT pg_catalog.set_config('plan_cache_mode', $1, true),"
				    " pg_catalog.set_config('hypopg.enabled', 'on', true)";
	const char *settings = how == FR_EXPLAIN_TRIAL ? trial : plain;
	const char *const mode[] = { parameters > 0 ? "force_generic_plan" : "force_custom_plan" };
	const char *const run[] = { how == FR_EXPLAIN_ANALYZE ? "true" : "false" };
	PGconn *connection = db->connection;
	char *text, *execute = explain_execute(parameters, how);
	bool sent;

	if (asprintf(&text, "PREPARE fr_explained AS %s", statement) < 0)
		abort();
	sent = fr_database_send_begin(connection, timeout_seconds) && fr_database_send(connection, settings, 1, mode) &&
	       fr_database_send(connection, text, 0, NULL) && fr_database_send(connection, guard, 1, run) &&
	       fr_database_send(connection, execute, 0, NULL) && PQpipelineSync(connection) &&
	       fr_database_send(connection, "ROLLBACK", 0, NULL) && PQpipelineSync(connection) &&
	       fr_database_send(connection, "DEALLOCATE ALL", 0, NULL) && PQpipelineSync(connection);
	free(text);
	free(execute);
	if (!sent)
		return fr_database_lost(connection, err);
	for (int i = 0; i < FR_DATABASE_BEGIN_COMMANDS + 1; i++)
		if (fr_database_collect(connection, deadline_ms, false, NULL, err) < 0)
			return -1;
	for (int i = 0; i < ANSWERS; i++)
		if (fr_database_collect(connection, deadline_ms, false, &answers[i], err) < 0)
			return -1;
	for (int i = 0; i < 5; i++) /* sync, ROLLBACK, sync, DEALLOCATE, sync */
		if (fr_database_collect(connection, deadline_ms, i % 2 == 0, NULL, err) < 0)
			return -1;
	return 0;
}

static int read_plan(const struct fr_query answers[ANSWERS], jv *plan, struct fr_error *err)
{
	jv row;

	for (int i = 0; i < ANSWERS; i++) {
		const char *message = answers[i].message, *refused;

		if (message == NULL)
			continue;
		refused = i == GUARD ? strstr(message, "\"the plan would run ") : NULL;
		if (refused == NULL)
			return fr_explain_failed(answers[i].sqlstate, message, err);
		refused++;
		return fr_error_set(err, FR_EX_NOPERM, "%.*s", (int)strcspn(refused, "\""), refused);
	}
	row = jv_array_get(jv_copy(answers[PLAN].rows), 0);
	*plan = jv_object_get(row, jv_string("QUERY PLAN"));
	return 0;
}

int fr_explain(struct fr_database *db, struct fr_policy *policy, const char *sql, enum fr_explain_how how,
	       int timeout_seconds, jv *plan, struct fr_error *err)
{
	struct fr_query answers[ANSWERS];
	int64_t deadline_ms = fr_database_now_ms() + 2000 * (int64_t)timeout_seconds;
	char *statement = NULL;
	int parameters = 0, result;

	if (prepare(db, policy, sql, timeout_seconds, &statement, &parameters, err) < 0)
		return -1;
	for (int i = 0; i < ANSWERS; i++)
		answers[i] = (struct fr_query){ .rows = jv_invalid() };
	if (how == FR_EXPLAIN_ANALYZE && parameters > 0)
		result = fr_error_set(err, FR_EX_DATAERR, "a statement with parameters cannot be run");
	else if (PQsetnonblocking(db->connection, 1) != 0 || PQenterPipelineMode(db->connection) != 1)
		result = fr_database_lost(db->connection, err);
	else
		result = ask(db, statement, parameters, how, deadline_ms, timeout_seconds, answers, err);
	free(statement);
	if (result == 0) {
		PQexitPipelineMode(db->connection);
		PQsetnonblocking(db->connection, 0);
		result = read_plan(answers, plan, err);
	}
	fr_queries_release(answers, ANSWERS);
	return result;
}

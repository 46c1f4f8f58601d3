#include "hypopg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain.h"
#include "json.h"

#define LEVELS_MOST 100 /* of a plan; ours alone bound it */

struct fr_hypopg {
	struct fr_database *db;
	struct fr_policy *policy;
	const char *statement;
	int timeout_seconds;
	char *schema; /* of hypopg, quoted */
	char *sql;    /* context/query/index.sql */
	jv top;       /* of the plan without any such index */
	jv relations; /* that it reads: a string */
};

int fr_hypopg_schema(struct fr_database *db, int timeout_seconds, char **schema, struct fr_error *err)
{
	struct fr_query query = { .sql = "SELECT quote_ident(nspname) AS nspname FROM pg_extension"
					 " JOIN pg_namespace ON pg_namespace.oid = extnamespace"
					 " WHERE extname = 'hypopg'" };
	jv row;

	*schema = NULL;
	if (fr_database_read(db, &query, 1, timeout_seconds, err) < 0)
		return -1;
	row = jv_is_valid(query.rows) ? jv_array_get(jv_copy(query.rows), 0) : jv_invalid();
	*schema = fr_json_text(row, "nspname");
	jv_free(row);
	fr_queries_release(&query, 1);
	return 0;
}

/* Add {schema, table} of node, and of those below it. Consumes relations, borrows node. */
static jv relations_of(jv relations, jv node, int level)
{
	jv schema = fr_json_get(node, "Schema"), table = fr_json_get(node, "Relation Name");
	jv plans = fr_json_get(node, "Plans");

	if (jv_is_valid(schema) && jv_is_valid(table)) {
		jv relation = fr_json_set(jv_object(), "schema", jv_copy(schema));

		relations = jv_array_append(relations, fr_json_set(relation, "table", jv_copy(table)));
	}
	if (jv_get_kind(plans) == JV_KIND_ARRAY && level < LEVELS_MOST)
		jv_array_foreach (plans, i, below) {
			relations = relations_of(relations, below, level + 1);
			jv_free(below);
		}
	jv_free(schema);
	jv_free(table);
	jv_free(plans);
	return relations;
}

/* The node at the top of the statement's plan, as it is now. */
static int plan(const struct fr_hypopg *trial, jv *top, struct fr_error *err)
{
	jv explained, first;

	*top = jv_invalid();
	if (fr_explain(trial->db, trial->policy, trial->statement, FR_EXPLAIN_TRIAL, trial->timeout_seconds, &explained,
		       err) < 0)
		return -1;
	first = jv_get_kind(explained) == JV_KIND_ARRAY ? jv_array_get(jv_copy(explained), 0) : jv_invalid();
	jv_free(explained);
	*top = fr_json_get(first, "Plan");
	jv_free(first);
	return 0;
}

int fr_hypopg_new(struct fr_hypopg **trial, struct fr_database *db, struct fr_policy *policy,
		  const struct fr_share *share, const char *statement, int timeout_seconds, struct fr_error *err)
{
	struct fr_hypopg *made;
	char *schema;

	*trial = NULL;
	if (fr_hypopg_schema(db, timeout_seconds, &schema, err) < 0)
		return -1;
	if (schema == NULL)
		return 0;
	made = malloc(sizeof(*made));
	if (made == NULL)
		abort();
	*made = (struct fr_hypopg){
		.db = db,
		.policy = policy,
		.statement = statement,
		.timeout_seconds = timeout_seconds,
		.schema = schema,
		.sql = fr_share_text(share, "context/query/index.sql", NULL, err),
		.top = jv_invalid(),
		.relations = jv_invalid(),
	};
	if (made->sql == NULL || plan(made, &made->top, err) < 0) {
		fr_hypopg_free(made);
		return -1;
	}
	made->relations = jv_dump_string(relations_of(jv_array(), made->top, 0), 0);
	*trial = made;
	return 0;
}

void fr_hypopg_free(struct fr_hypopg *trial)
{
	if (trial == NULL)
		return;
	free(trial->schema);
	free(trial->sql);
	jv_free(trial->top);
	jv_free(trial->relations);
	free(trial);
}

jv fr_hypopg_plan(const struct fr_hypopg *trial)
{
	return jv_copy(trial->top);
}

/* One row, which is the caller's to free, of the last of some queries. */
static int read_row(const struct fr_hypopg *trial, struct fr_query *queries, int count, jv *row, struct fr_error *err)
{
	int result = fr_database_read(trial->db, queries, count, trial->timeout_seconds, err);

	*row = jv_invalid();
	if (result < 0)
		return -1;
	for (int i = 0; i < count && result == 0; i++)
		if (queries[i].message != NULL)
			result = fr_explain_failed(queries[i].sqlstate, queries[i].message, err);
	if (result == 0)
		*row = jv_array_get(jv_copy(queries[count - 1].rows), 0);
	fr_queries_release(queries, count);
	return result;
}

/* The statement that makes the index, which the caller frees. */
static int define(const struct fr_hypopg *trial, jv index, char **definition, struct fr_error *err)
{
	jv text = jv_dump_string(jv_copy(index), 0), row;
	const char *values[] = { jv_string_value(text), jv_string_value(trial->relations) };
	struct fr_query query = { .sql = trial->sql, .values = values, .count = 2 };
	int result = read_row(trial, &query, 1, &row, err);
	char *refused = fr_json_text(row, "refused");

	*definition = fr_json_text(row, "definition");
	if (result == 0 && *definition == NULL)
		result =
		    fr_error_set(err, FR_EX_DATAERR, "%s", refused != NULL ? refused : "the server made nothing of it");
	free(refused);
	jv_free(row);
	jv_free(text);
	return result;
}

/* hypopg keeps its indexes in the memory of its backend, beyond any rollback. */
static char *reset_text(const struct fr_hypopg *trial)
{
	char *text;

	if (asprintf(&text, "SELECT 1 AS done FROM (SELECT %s.hypopg_reset()) AS reset", trial->schema) < 0)
		abort();
	return text;
}

/* The name that hypopg gives to the one index that is now there, which the caller frees. */
static int create(const struct fr_hypopg *trial, const char *definition, char **indexname, struct fr_error *err)
{
	const char *values[] = { definition };
	char *reset = reset_text(trial), *sql;
	struct fr_query queries[2] = { { .sql = reset } };
	jv row;
	int result;

	if (asprintf(&sql, "SELECT indexname FROM %s.hypopg_create_index($1::text)", trial->schema) < 0)
		abort();
	queries[1] = (struct fr_query){ .sql = sql, .values = values, .count = 1 };
	result = read_row(trial, queries, 2, &row, err);
	*indexname = fr_json_text(row, "indexname");
	if (result == 0 && *indexname == NULL)
		result = fr_error_set(err, FR_EX_DATAERR, "hypopg made nothing of it");
	jv_free(row);
	free(reset);
	free(sql);
	return result;
}

static int reset(const struct fr_hypopg *trial, struct fr_error *err)
{
	char *text = reset_text(trial);
	struct fr_query query = { .sql = text };
	jv row;
	int result = read_row(trial, &query, 1, &row, err);

	jv_free(row);
	free(text);
	return result;
}

static bool uses(jv node, const char *indexname, int level)
{
	char *name = fr_json_text(node, "Index Name");
	jv plans = fr_json_get(node, "Plans");
	bool found = name != NULL && strcmp(name, indexname) == 0;

	if (jv_get_kind(plans) == JV_KIND_ARRAY && level < LEVELS_MOST)
		jv_array_foreach (plans, i, below) {
			found = found || uses(below, indexname, level + 1);
			jv_free(below);
		}
	jv_free(plans);
	free(name);
	return found;
}

static jv row_of(const struct fr_hypopg *trial, const char *definition, const char *indexname, jv after)
{
	jv row = fr_json_set(jv_object(), "definition", jv_string(definition));

	row = fr_json_set(row, "cost_before", jv_number(fr_json_number(trial->top, "Total Cost", 0)));
	row = fr_json_set(row, "cost_after", jv_number(fr_json_number(after, "Total Cost", 0)));
	return fr_json_set(row, "used", jv_bool(uses(after, indexname, 0)));
}

int fr_hypopg_try(struct fr_hypopg *trial, jv index, jv *row, struct fr_error *err)
{
	char *definition = NULL, *indexname = NULL;
	struct fr_error why = { 0 };
	jv after = jv_invalid();
	int result = define(trial, index, &definition, err);

	*row = jv_invalid();
	if (result == 0)
		result = create(trial, definition, &indexname, err);
	if (result == 0) {
		result = plan(trial, &after, err);
		/* What is left behind would be in every later plan of this connection. */
		if ((result == 0 || err->code != FR_EX_UNAVAILABLE) && reset(trial, &why) < 0) {
			*err = why;
			err->code = FR_EX_UNAVAILABLE;
			result = -1;
		}
	}
	if (result == 0)
		*row = row_of(trial, definition, indexname, after);
	jv_free(after);
	free(definition);
	free(indexname);
	return result;
}

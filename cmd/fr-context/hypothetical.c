#include "hypothetical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pg_query.h>

#include "explain.h"
#include "json.h"
#include "program.h"

#define SCANS_MOST 20
#define LEVELS_MOST 100 /* of a plan; ours alone bound it */

/* The tree of SELECT WHERE filter; invalid: EXPLAIN shows what no statement can say, such as a SubPlan. */
static jv tree_of(const char *filter)
{
	PgQueryParseResult parsed;
	jv tree = jv_invalid();
	char *sql;

	if (asprintf(&sql, "SELECT WHERE %s", filter) < 0)
		abort();
	parsed = pg_query_parse(sql);
	if (parsed.error == NULL)
		tree = jv_parse(parsed.parse_tree);
	pg_query_free_parse_result(parsed);
	free(sql);
	return tree;
}

/* Add {relname, cost, tree} of the node, if it is a scan that throws rows away. Consumes scans, borrows node. */
static jv add_scan(jv scans, jv node)
{
	char *type = fr_json_text(node, "Node Type"), *relname = fr_json_text(node, "Relation Name");
	char *filter = fr_json_text(node, "Filter");

	if (type != NULL && strcmp(type, "Seq Scan") == 0 && relname != NULL && filter != NULL &&
	    jv_array_length(jv_copy(scans)) < SCANS_MOST) {
		jv tree = tree_of(filter);

		if (jv_is_valid(tree)) {
			jv scan = fr_json_set(jv_object(), "relname", jv_string(relname));

			scan = fr_json_set(scan, "cost", jv_number(fr_json_number(node, "Total Cost", 0)));
			scans = jv_array_append(scans, fr_json_set(scan, "tree", tree));
		} else {
			jv_free(tree);
		}
	}
	free(type);
	free(relname);
	free(filter);
	return scans;
}

static jv scans_of(jv scans, jv node, int level)
{
	jv plans = fr_json_get(node, "Plans");

	scans = add_scan(scans, node);
	if (jv_get_kind(plans) == JV_KIND_ARRAY && level < LEVELS_MOST)
		jv_array_foreach (plans, i, below) {
			scans = scans_of(scans, below, level + 1);
			jv_free(below);
		}
	jv_free(plans);
	return scans;
}

/* The node at the top. Borrows plan. */
static jv top_of(jv plan)
{
	jv first = jv_get_kind(plan) == JV_KIND_ARRAY ? jv_array_get(jv_copy(plan), 0) : jv_invalid();
	jv top = fr_json_get(first, "Plan");

	jv_free(first);
	return top;
}

/* [{relname, columns}] */
static int candidates(const struct trial *trial, jv *wanted, struct fr_error *err)
{
	char *path = fr_share_path(trial->share, "context/query/candidates.jq");
	struct fr_program *program = fr_program_new();
	jv top = top_of(trial->plan);
	int result = -1;

	*wanted = jv_invalid();
	if (path == NULL)
		fr_error_set(err, FR_EX_CONFIG, "context/query/candidates.jq is missing");
	else if (fr_program_define_file(program, "candidates", path, err) == 0 &&
		 fr_program_compile(program, "candidates", jv_object(), err) == 0)
		result = fr_program_run(program, scans_of(jv_array(), top, 0), wanted, err);
	jv_free(top);
	fr_program_free(program);
	free(path);
	return result;
}

/* The schema of hypopg, quoted, which the caller frees; NULL: it is not installed. */
static int find_hypopg(const struct trial *trial, char **schema, struct fr_error *err)
{
	struct fr_query query = { .sql = "SELECT quote_ident(nspname) AS nspname FROM pg_extension"
					 " JOIN pg_namespace ON pg_namespace.oid = extnamespace"
					 " WHERE extname = 'hypopg'" };
	jv row;

	if (fr_database_read(trial->db, &query, 1, trial->options->timeout, err) < 0)
		return -1;
	row = jv_is_valid(query.rows) ? jv_array_get(jv_copy(query.rows), 0) : jv_invalid();
	*schema = fr_json_text(row, "nspname");
	jv_free(row);
	fr_queries_release(&query, 1);
	return 0;
}

/* Our SQL with that schema in it. */
static char *create_text(const struct trial *trial, const char *schema, struct fr_error *err)
{
	static const char mark[] = "LATERAL HYPOPG.";
	char *text = fr_share_text(trial->share, "context/query/hypothetical.sql", NULL, err), *at, *made;

	if (text == NULL)
		return NULL;
	at = strstr(text, mark);
	if (at == NULL) {
		free(text);
		fr_error_set(err, FR_EX_CONFIG, "context/query/hypothetical.sql calls nothing of hypopg");
		return NULL;
	}
	if (asprintf(&made, "%.*sLATERAL %s.%s", (int)(at - text), text, schema, at + strlen(mark)) < 0)
		abort();
	free(text);
	return made;
}

/* {definition, indexname} of the one index that is now there; invalid: none, with a note where hypopg failed. */
static int create(struct evidence *evidence, const struct trial *trial, const char *schema, jv candidate, jv *created,
		  struct fr_error *err)
{
	char *relname = fr_json_text(candidate, "relname"), *sql = create_text(trial, schema, err), *reset;
	jv columns = jv_dump_string(fr_json_get(candidate, "columns"), 0);
	const char *values[] = { relname, jv_string_value(columns) };
	struct fr_query queries[2] = { { .rows = jv_invalid() }, { .sql = sql, .values = values, .count = 2 } };
	int result = -1;

	if (asprintf(&reset, "SELECT 1 AS done FROM (SELECT %s.hypopg_reset()) AS reset", schema) < 0)
		abort();
	queries[0].sql = reset;
	*created = jv_invalid();
	if (sql != NULL)
		result = fr_database_read(trial->db, queries, 2, trial->options->timeout, err);
	if (result == 0) {
		for (int i = 0; i < 2; i++)
			if (queries[i].message != NULL)
				evidence_note(evidence, "query_hypothetical: %s", queries[i].message);
		if (jv_is_valid(queries[1].rows))
			*created = jv_array_get(jv_copy(queries[1].rows), 0);
		fr_queries_release(queries, 2);
	}
	free(reset);
	free(sql);
	free(relname);
	jv_free(columns);
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

/* The row of an index that was created. */
static int measure(const struct trial *trial, jv created, jv *row, struct fr_error *err)
{
	char *indexname = fr_json_text(created, "indexname");
	jv plan, before = top_of(trial->plan), after;
	int result = fr_explain(trial->db, trial->policy, trial->statement, false, trial->options->timeout, &plan, err);

	if (result == 0) {
		after = top_of(plan);
		*row = fr_json_set(jv_object(), "definition", fr_json_get(created, "definition"));
		*row = fr_json_set(*row, "cost_before", jv_number(fr_json_number(before, "Total Cost", 0)));
		*row = fr_json_set(*row, "cost_after", jv_number(fr_json_number(after, "Total Cost", 0)));
		*row = fr_json_set(*row, "used", jv_bool(indexname != NULL && uses(after, indexname, 0)));
		jv_free(after);
		jv_free(plan);
	}
	jv_free(before);
	free(indexname);
	return result;
}

/* Try one; the row joins rows. */
static int try_one(struct evidence *evidence, const struct trial *trial, const char *schema, jv candidate, jv *rows,
		   struct fr_error *err)
{
	struct fr_error why = { 0 };
	jv created, row;
	int result = create(evidence, trial, schema, candidate, &created, err);

	if (result == 0 && jv_get_kind(created) == JV_KIND_OBJECT) {
		if (measure(trial, created, &row, &why) == 0) {
			*rows = jv_array_append(*rows, row);
		} else if (why.code == FR_EX_UNAVAILABLE || why.code == FR_EX_CONFIG) {
			*err = why;
			result = -1;
		} else {
			evidence_note(evidence, "query_hypothetical: %s", why.message);
		}
	}
	jv_free(created);
	return result;
}

int hypothetical_gather(struct evidence *evidence, const struct trial *trial, struct fr_error *err)
{
	char *schema = NULL;
	jv wanted, rows = jv_array();
	int result = find_hypopg(trial, &schema, err);

	if (result == 0 && schema != NULL) {
		result = candidates(trial, &wanted, err);
		if (result == 0 && jv_get_kind(wanted) == JV_KIND_ARRAY)
			jv_array_foreach (wanted, i, candidate) {
				if (result == 0)
					result = try_one(evidence, trial, schema, candidate, &rows, err);
				jv_free(candidate);
			}
		jv_free(wanted);
		if (result == 0)
			evidence_section(evidence, "query_hypothetical", true, evidence_rows(jv_copy(rows)));
	}
	jv_free(rows);
	free(schema);
	return result;
}

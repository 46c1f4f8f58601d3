#include "hypothetical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pg_query.h>

#include "hypopg.h"
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

/* Add {schema, table, cost, tree} of the node, if it is a scan that throws rows away. Consumes scans, borrows node. */
static jv add_scan(jv scans, jv node)
{
	char *type = fr_json_text(node, "Node Type"), *relname = fr_json_text(node, "Relation Name");
	char *filter = fr_json_text(node, "Filter");

	if (type != NULL && strcmp(type, "Seq Scan") == 0 && relname != NULL && filter != NULL &&
	    jv_array_length(jv_copy(scans)) < SCANS_MOST) {
		jv tree = tree_of(filter);

		if (jv_is_valid(tree)) {
			jv scan = fr_json_set(jv_object(), "schema", fr_json_get(node, "Schema"));

			scan = fr_json_set(scan, "table", jv_string(relname));
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

/* The indexes that the plan calls for. Consumes top. */
static int candidates(const struct fr_share *share, jv top, jv *wanted, struct fr_error *err)
{
	char *path = fr_share_path(share, "context/query/candidates.jq");
	struct fr_program *program = fr_program_new();
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

static bool is_fatal(const struct fr_error *err)
{
	return err->code == FR_EX_UNAVAILABLE || err->code == FR_EX_CONFIG;
}

/* The row of one joins rows; why there is none is a note. */
static int try_one(struct evidence *evidence, struct fr_hypopg *trial, jv index, jv *rows, struct fr_error *err)
{
	struct fr_error why = { 0 };
	jv row;

	if (fr_hypopg_try(trial, index, &row, &why) == 0) {
		*rows = jv_array_append(*rows, row);
		return 0;
	}
	if (is_fatal(&why)) {
		*err = why;
		return -1;
	}
	evidence_note(evidence, "query_hypothetical: %s", why.message);
	return 0;
}

static int try_all(struct evidence *evidence, struct fr_hypopg *trial, const struct fr_share *share,
		   struct fr_error *err)
{
	jv wanted, rows = jv_array();
	int result = candidates(share, fr_hypopg_plan(trial), &wanted, err);

	if (result == 0 && jv_get_kind(wanted) == JV_KIND_ARRAY)
		jv_array_foreach (wanted, i, index) {
			if (result == 0)
				result = try_one(evidence, trial, index, &rows, err);
			jv_free(index);
		}
	jv_free(wanted);
	if (result == 0)
		evidence_section(evidence, "query_hypothetical", true, evidence_rows(jv_copy(rows)));
	jv_free(rows);
	return result;
}

int hypothetical_gather(struct evidence *evidence, struct fr_database *db, struct fr_policy *policy,
			const struct options *options, const struct fr_share *share, const char *statement,
			struct fr_error *err)
{
	struct fr_error why = { 0 };
	struct fr_hypopg *trial;
	int result = 0;

	if (fr_hypopg_new(&trial, db, policy, share, statement, options->timeout, &why) == 0) {
		if (trial != NULL)
			result = try_all(evidence, trial, share, err);
		fr_hypopg_free(trial);
	} else if (is_fatal(&why)) {
		*err = why;
		result = -1;
	} else {
		evidence_note(evidence, "query_hypothetical: %s", why.message);
	}
	return result;
}

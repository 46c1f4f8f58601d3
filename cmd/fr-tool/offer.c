#include "offer.h"

#include <stdio.h>
#include <stdlib.h>

#include "hypopg.h"

#define WAYS 2 /* to do what a tool does: its statement, and its fallback */

static struct fr_query planned(const struct tool *tool, const char *sql)
{
	static const char *const nothing[TOOL_PARAMETERS];
	bool given = tool->statement != STATEMENT_NONE;
	char *text;

	if (asprintf(&text, "EXPLAIN %s", given ? "SELECT" : sql) < 0)
		abort();
	return (
	    struct fr_query){ .sql = text, .values = nothing, .count = given ? 0 : tool->count, .rows = jv_invalid() };
}

/*
 * Does the server have what a tool's statement names, and may this role use it? Planning it tells, with all arguments
 * NULL, and runs nothing.
 */
static int plan_all(struct caller *caller, struct fr_query *queries, struct fr_error *err)
{
	int count = WAYS * (int)caller->table.count, result;

	for (int i = 0; i < count; i++) {
		const struct tool *tool = &caller->table.tools[i / WAYS];

		queries[i] = planned(tool, i % WAYS == 0 || tool->fallback == NULL ? tool->sql : tool->fallback);
	}
	result = fr_database_read(caller->db, queries, count, caller->timeout, err);
	for (int i = 0; i < count; i++)
		free((char *)queries[i].sql);
	return result;
}

static jv schemas_of(const struct table *table, const struct fr_query *queries, bool hypopg)
{
	jv schemas = jv_array();

	for (size_t i = 0; i < table->count; i++)
		if ((queries[WAYS * i].message == NULL || queries[WAYS * i + 1].message == NULL) &&
		    (hypopg || table->tools[i].statement != STATEMENT_TRY_INDEX))
			schemas = jv_array_append(schemas, tool_schema(&table->tools[i]));
	return schemas;
}

int offer_tools(struct caller *caller, jv *schemas, struct fr_error *err)
{
	struct fr_query *queries = calloc(WAYS * caller->table.count, sizeof(*queries));
	char *hypopg = NULL;
	int result = 0;

	if (queries == NULL)
		abort();
	if (caller->recording == NULL)
		result = call_connect(caller, err) < 0 ||
				 fr_hypopg_schema(caller->db, caller->timeout, &hypopg, err) < 0 ||
				 plan_all(caller, queries, err) < 0 ?
			     -1 :
			     0;
	if (result == 0)
		*schemas = schemas_of(&caller->table, queries, hypopg != NULL);
	if (result == 0 && caller->recording == NULL)
		fr_queries_release(queries, WAYS * (int)caller->table.count);
	free(hypopg);
	free(queries);
	return result;
}

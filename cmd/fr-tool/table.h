/*
 * table.h: the table of tools: share/tools/NAME.sql for a database, share/tools/recording/NAME.sql for a recording. A
 *file is a header of comments and one SELECT (share/tools/README.md).
 *
 *	-- description: What sessions waited for.
 *	-- parameter: start_time timestamptz required: where the window starts
 *	-- parameter: limit integer 1..1000 = 25: how many rows at most
 *	SELECT * FROM flight_recorder.wait_summary($1::timestamptz, …)
 */
#ifndef FR_TOOL_TABLE_H
#define FR_TOOL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include <jv.h>

#include "error.h"
#include "share.h"

enum tool_type { TYPE_TEXT, TYPE_INTEGER, TYPE_NUMERIC, TYPE_BOOLEAN, TYPE_TIMESTAMPTZ, TYPE_INTERVAL };

#define TOOL_PARAMETERS 8

struct parameter {
	char *name;
	enum tool_type type;
	bool required;
	bool ranged;
	long first, last; /* of an integer, where ranged */
	char *fallback;   /* as text; NULL is SQL's NULL */
	char *help;
};

/* What becomes of the statement that a tool gets, in its parameter sql; try_index has one more, in definition. */
enum tool_statement { STATEMENT_NONE, STATEMENT_RUN, STATEMENT_EXPLAIN, STATEMENT_TRY_INDEX };

struct tool {
	char *name;
	char *description;
	char *sql;      /* what it runs; "" where it runs a statement that it is given */
	char *fallback; /* what it runs where the server cannot run sql; NULL: nothing */
	enum tool_statement statement;
	struct parameter parameters[TOOL_PARAMETERS];
	int count;
};

struct table {
	struct tool *tools; /* sorted by name */
	size_t count;
};

/* Read the tools for a database, or for a recording. FR_EX_CONFIG with file and line when one is not good. */
int table_load(struct table *table, const struct fr_share *share, bool recording, struct fr_error *err);
void table_release(struct table *table);

/* NULL: there is none of that name. */
const struct tool *table_find(const struct table *table, const char *name);

/* {"name", "description", "input_schema"}, what a model is told; the caller frees it. */
jv tool_schema(const struct tool *tool);

#endif

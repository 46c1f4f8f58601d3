/*
 * call.h: one call of a tool after another, on one connection.
 */
#ifndef FR_TOOL_CALL_H
#define FR_TOOL_CALL_H

#include <stdint.h>

#include <jv.h>

#include "database.h"
#include "error.h"
#include "policy.h"
#include "recording.h"
#include "sanitize.h"
#include "table.h"

struct caller {
	const char *dsn; /* borrowed; NULL: as PG* and the like have it */
	int timeout;     /* seconds: to connect, and for a statement */
	int most_rows;
	size_t most_bytes; /* of a result's rows as JSON */
	struct table table;
	struct fr_policy *policy; /* NULL for a recording */
	struct fr_sanitizer *sanitizer;
	struct fr_recording *recording; /* NULL for a database */
	int64_t now_us;                 /* when the recording ended */
	struct fr_database *db;         /* NULL as long as nobody needed it, or since it was lost */
	jv extensions;                  /* relations outside pg_catalog: {"pg_stat_statements": "public"} */
};

/*
 * The answer to {"name", "input"}, the caller's to free: {"name", "result": {"rows", "returned", "truncated"}}, or
 * {"name", "error": {"code", "message", "hint"}} and -1 with *err what became of it. A member id is in the answer, too.
 * Consumes call.
 */
int call_tool(struct caller *caller, jv call, jv *answer, struct fr_error *err);

/* The tools that this server has what they need for, or the recording: an array of schemas, the caller's to free. */
int call_list(struct caller *caller, jv *schemas, struct fr_error *err);

#endif

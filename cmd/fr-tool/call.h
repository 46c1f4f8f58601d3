/*
 * call.h: one call of a tool after another, on one connection.
 */
#ifndef FR_TOOL_CALL_H
#define FR_TOOL_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include <jv.h>

#include "database.h"
#include "error.h"
#include "index_policy.h"
#include "policy.h"
#include "recording.h"
#include "sanitize.h"
#include "share.h"
#include "table.h"

struct caller {
	const char *dsn; /* borrowed; NULL: as PG* and the like have it */
	int timeout;     /* seconds: to connect, and for a statement */
	int most_rows;
	size_t most_bytes; /* of a result's rows as JSON */
	struct fr_share share;
	struct table table;
	struct fr_policy *policy;        /* NULL for a recording */
	struct fr_index_policy *indexes; /* NULL as long as nobody needed it */
	struct fr_sanitizer *sanitizer;
	struct fr_recording *recording; /* NULL for a database */
	int64_t now_us;                 /* when the recording ended */
	struct fr_database *db;         /* NULL as long as nobody needed it, or since it was lost */
	bool superuser;                 /* of the connection */
	jv extensions;                  /* relations outside pg_catalog: {"pg_stat_statements": "public"} */
};

/*
 * The answer to {"name", "input"}, the caller's to free: {"name", "result": {"rows", "returned", "truncated"}}, or
 * {"name", "error": {"code", "message", "hint"}} and -1 with *err what became of it. A member id is in the answer, too.
 * Consumes call.
 */
int call_tool(struct caller *caller, jv call, jv *answer, struct fr_error *err);

/* See that there is a connection; the second is for one that was lost. Fails as fr_database_connect. */
int call_connect(struct caller *caller, struct fr_error *err);
void call_disconnect(struct caller *caller);

#endif

/*
 * policy.h: may this SQL run? It is parsed with PostgreSQL's own parser (libpg_query), and share/policy/sql.jq judges
 *the tree by the lists beside it: a statement is refused unless everything in it is known to be harmless.
 *
 *	struct fr_policy *policy;
 *	struct fr_verdict verdict;
 *
 *	if (fr_policy_new(&policy, &share, &err) < 0)
 *		fr_die(&err);
 *	if (fr_policy_judge(policy, sql, FR_POLICY_RUN, jv_object(), &verdict, &err) < 0)
 *		fr_report(&err);	// FR_EX_NOPERM: "the function 'pg_sleep' is not allowed"
 *	…
 *	jv_free(verdict.unqualified);
 *	fr_policy_free(policy);
 *
 * What it says holds where names mean what it took them for: search_path = pg_catalog, pg_temp;
 *standard_conforming_strings = on.
 */
#ifndef FR_POLICY_H
#define FR_POLICY_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "share.h"

/* Operators nest the tree, and its printer recurses: a chain of as many as this allows does not exhaust the stack. */
#define FR_POLICY_MOST_BYTES 10000

enum fr_policy_purpose {
	FR_POLICY_RUN,    /* its rows will be shown, so columns keep the names by which they are sanitised */
	FR_POLICY_EXPLAIN /* it will be planned only: of any relation but the catalogs, with parameters */
};

struct fr_policy;

struct fr_verdict {
	size_t start, length; /* the statement within the text, without a semicolon */
	int parameters;       /* the highest $n */
	bool grows;           /* aggregates collect values in the server's memory, as many as the time allows */
	jv unqualified; /* [{"name", "at"}]: relations without a schema, and the bytes where they stand; to be freed */
};

/* Compile share/policy; it takes the classes of columns from share/sanitize. Share is borrowed only for the call. */
int fr_policy_new(struct fr_policy **policy, const struct fr_share *share, struct fr_error *err);
void fr_policy_free(struct fr_policy *policy);

/*
 * Judge sql. Extensions are relations that stand outside pg_catalog, {"pg_stat_statements": "public"}; consumed.
 * FR_EX_NOPERM when it may not run, FR_EX_DATAERR when it is no SQL or too much of it; the verdict then holds nothing.
 */
int fr_policy_judge(struct fr_policy *policy, const char *sql, enum fr_policy_purpose purpose, jv extensions,
		    struct fr_verdict *verdict, struct fr_error *err);

/* The tree of sql, as libpg_query prints it; the caller frees it. FR_EX_DATAERR as above. */
int fr_policy_parse(const char *sql, jv *tree, struct fr_error *err);

#endif

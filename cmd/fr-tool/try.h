/*
 * try.h: an index that a model proposes, tried as a hypothetical one (hypopg.h).
 *
 *	struct try try;
 *
 *	if (try_begin(&try, caller, "SELECT …", &err) == 0 && try.trial != NULL)
 *		if (try_one(&try, "CREATE INDEX ON orders (customer)", &row, &err) == 0)
 *			…
 *	try_end(&try);
 */
#ifndef FR_TOOL_TRY_H
#define FR_TOOL_TRY_H

#include <jv.h>

#include "call.h"
#include "error.h"
#include "hypopg.h"

struct
try {
	struct caller *caller;
	struct fr_hypopg *trial; /* NULL: the database has no hypopg */
};

/* Plan the statement; sql is borrowed until try_end, which is due either way. Fails as fr_hypopg_new does. */
int try_begin(struct try *try, struct caller *caller, const char *sql, struct fr_error *err);
void try_end(struct try *try);

/*
 * {definition, cost_before, cost_after, used} of the index of a CREATE INDEX statement, which is judged first; the
 * caller frees it. FR_EX_NOPERM when the policy does not allow it, and otherwise as fr_hypopg_try.
 */
int try_one(struct try *try, const char *definition, jv *row, struct fr_error *err);

/* The tool try_index: that row alone. FR_EX_DATAERR where there is no hypopg. */
int try_index(struct caller *caller, const char *sql, const char *definition, jv *rows, struct fr_error *err);

#endif

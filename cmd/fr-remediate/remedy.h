/*
 * remedy.h: one thing that somebody proposed to be done, and all that becomes of it.
 *
 *	struct remedy remedy;
 *	struct fr_error err;
 *
 *	if (remedy_read(&remedy, policy, proposal, &err) < 0)
 *		remedy_refuse(&remedy, &err);
 *	…
 *	remedy_release(&remedy);
 *
 * A proposal comes from a model: {"verb", "target", "reason"}. It is taken as it is or refused, and never mended.
 */
#ifndef FR_REMEDIATE_REMEDY_H
#define FR_REMEDIATE_REMEDY_H

#include <jv.h>
#include <stdbool.h>

#include "error.h"
#include "id.h"
#include "policy.h"

struct remedy {
	const struct verb *verb; /* NULL: none of ours */
	char *schema, *name;     /* of a table or an index; as the catalog has them, not quoted */
	char *pid, *backend_start, *query_start;
	jv proposal;
	char *verb_text, *target_text; /* for people; never SQL */

	char key[FR_ID_BYTES]; /* of its row in the store */
	int64_t id;            /* of its row; 0: it has none */
	const char *state;     /* planned, refused, intended, done, failed, unknown */
	enum fr_exit code;     /* what came of it, as an exit status */
	char *refusal;         /* why not; NULL */
	char *not_now;         /* of one that is planned: why --apply would refuse it; NULL */
	char *why;             /* by which facts it is allowed; NULL before it was looked at */
	char *result;          /* NULL as long as nothing was done */
	jv before, after;      /* facts; null as long as they are not known */
	jv statements;         /* the SQL, as it was or would be sent */
};

/* Consumes proposal. -1 when it is not one of ours: FR_EX_NOPERM and why. Released by the caller in both cases. */
int remedy_read(struct remedy *remedy, const struct policy *policy, jv proposal, struct fr_error *err);
void remedy_release(struct remedy *remedy);

/* It will not be done. */
void remedy_refuse(struct remedy *remedy, const struct fr_error *err);

void remedy_add_statement(struct remedy *remedy, const char *sql);

/* Replace one of its texts by a copy. */
void remedy_say(char **place, const char *text);

/* As it stands in .remediation.actions; the caller frees it. */
jv remedy_json(const struct remedy *remedy);

#endif

/*
 * run.h: all proposals of an envelope, one after the other (judge.h), and what came of them.
 */
#ifndef FR_REMEDIATE_RUN_H
#define FR_REMEDIATE_RUN_H

#include <stdbool.h>

#include "act.h"
#include "program.h"

struct run {
	struct fr_config *config;
	struct fr_share share;
	struct policy policy;
	struct book book;
	struct actor actor; /* its db is NULL until something is proposed */
	struct server server;
	struct fr_program *from_findings; /* NULL: proposals are in .response.json.actions */
	const char *dsn;
	int timeout_seconds;
	bool apply, yes, no_alert;
	bool alert_checked; /* and a channel was found */
	enum fr_exit worst; /* of what became of all proposals */
};

/* Everything that is proposed in an envelope: .remediation. An fr_transform; state is the struct. */
int run_envelope(jv *envelope, void *state, struct fr_error *err);

/* One proposal that did not come in an envelope. Consumes it; *envelope is a new one, the caller's to free. */
int run_proposal(struct run *run, jv proposal, jv *envelope, struct fr_error *err);

#endif

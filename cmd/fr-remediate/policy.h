/*
 * policy.h: what may be done, and the SQL by which it is looked at and done: share/remediate/.
 */
#ifndef FR_REMEDIATE_POLICY_H
#define FR_REMEDIATE_POLICY_H

#include <jv.h>

#include "config.h"
#include "error.h"
#include "share.h"

enum target_kind { TARGET_TABLE, TARGET_INDEX, TARGET_SESSION, TARGET_KINDS };

/* There are five. A file cannot add one. */
struct verb {
	const char *name;
	enum target_kind kind;
	char *act;    /* the statement; {look} and {target} stand for what it is done to */
	char *cancel; /* of a session's statement, before the session is ended; NULL: none */
	char *clean;  /* what takes away an invalid index that act left; NULL: it leaves none */
	char *undo;   /* why there is no way back */
	int lock_seconds, statement_seconds;
	int grace_seconds; /* between cancel and act */
};

#define VERBS 5

struct policy {
	struct verb verbs[VERBS];
	char *look[TARGET_KINDS];
	char *session_after, *leftovers, *server, *claim;
	char *limits; /* thresholds by their names and the protected lists, as JSON: a parameter of look */
	int most_actions;
};

/* Read share/remediate. FR_EX_CONFIG when something is missing. */
int policy_load(struct policy *policy, const struct fr_share *share, const struct fr_config *config,
		struct fr_error *err);
void policy_release(struct policy *policy);

/* The verb of exactly that name; NULL when there is none. */
const struct verb *policy_verb(const struct policy *policy, const char *name);

/* A template with what {look} or {target} stands for put in; the caller frees it. */
char *policy_fill(const char *template, const char *place, const char *value);

#endif

/*
 * judge.h: one remedy, from the first check to the last look: may it be done, and, with --apply, doing it.
 *
 *	if (judge(&proceedings, &remedy, &err) < 0 && (err.code == FR_EX_NOPERM || err.code == FR_EX_TEMPFAIL))
 *		remedy_refuse(&remedy, &err);	// the next one may be allowed
 */
#ifndef FR_REMEDIATE_JUDGE_H
#define FR_REMEDIATE_JUDGE_H

#include "run.h"

/* The proposals of one envelope, and what came of them. */
struct proceedings {
	struct run *run;
	struct occasion occasion;
	char *database; /* of which the evidence is; NULL: it does not say */
	bool from_envelope;
	jv done; /* of .remediation.actions */
};

/*
 * Connects to the server where nobody has yet. In a dry run the remedy is then planned. With --apply it was done, or
 * tried, and its state says how that went. -1: FR_EX_NOPERM or FR_EX_TEMPFAIL where it must not be done; anything else
 * when no remedy can be.
 */
int judge(struct proceedings *proceedings, struct remedy *remedy, struct fr_error *err);

#endif

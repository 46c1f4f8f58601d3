/*
 * book.h: which incidents are going on, in the store (table ai_incidents).
 *
 * An incident is what is wrong with one database (of a server, in a fleet) from when it was first seen until a look at
 * that database finds it no more. Two findings are one incident when a root cause is common to both.
 *
 * Looking is one transaction. Of many that look at the same time, one is told that the incident is to be diagnosed; the
 * others that somebody is at it, for as long as BOOK_CLAIM_SECONDS.
 */
#ifndef FR_INCIDENT_BOOK_H
#define FR_INCIDENT_BOOK_H

#include <jv.h>
#include <stdbool.h>
#include <stdint.h>

#include "store.h"

#define BOOK_CLAIM_SECONDS 600 /* longer than a diagnosis with all its attempts takes */
#define BOOK_SKEW_SECONDS 3600 /* what is later by more than this was written by a clock that was wrong */

/* What was seen in one look; the values are borrowed. */
struct sighting {
	const char *server;   /* its name in the fleet, else the cluster's; "" when it is not known */
	const char *database; /* "" when it is not known */
	jv causes;            /* root causes, the first one first; empty: nothing is wrong */
	int severity;         /* findings.h */
	jv findings;          /* kept, for when it is over */
	bool blind;           /* too little was seen to say that anything is over */
	int64_t cooldown_seconds;
};

/*
 * Look: *incident is {id, state, since, minutes, causes} with the state
 *
 *	new, changed, again	to be diagnosed: the first time; graver or with another cause; after the cooldown
 *	ongoing			known, and diagnosed not long ago
 *	claimed			somebody else is at it
 *
 * or null when nothing is wrong. Whatever is not seen any more has ended. The caller frees it.
 */
int book_look(struct fr_store *store, const struct sighting *sighting, jv *incident, struct fr_error *err);

/* The incident was diagnosed; or it was not, and the next look may try. */
int book_diagnosed(struct fr_store *store, const char *id, bool diagnosed, struct fr_error *err);

/* Those that have ended and were not given out, oldest first: row is an object of the table's columns. */
int book_ended(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err);
int book_given_out(struct fr_store *store, const char *id, struct fr_error *err);

/* Those that go on, and those that ended in the last day. */
int book_list(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err);

/* How many go on: rows of {server, database, cause, severity, incidents, seconds}, a row for each cause of an incident.
 */
int book_open(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err);

#endif

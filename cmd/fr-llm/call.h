/*
 * call.h: one envelope on its way to an answer: attempts, waits between them, and whoever is asked next.
 *
 *	struct call call;
 *
 *	call_begin(&call, &desk, envelope);
 *	while (!call.over) {
 *		call_step(&call);	// when call.wake_ms is there
 *		fr_http_wait(…);
 *	}
 *	… call.envelope, and call.err where call.failed …
 *	call_release(&call);
 */
#ifndef FR_LLM_CALL_H
#define FR_LLM_CALL_H

#include "account.h"
#include "answer.h"
#include "guard.h"
#include "http.h"
#include "offline.h"
#include "options.h"
#include "request.h"
#include "show.h"
#include "targets.h"
#include "tools.h"
#include "turns.h"
#include "verdict.h"

/* What all calls share. */
struct desk {
	struct options options;
	struct fr_share share;
	struct fr_pricing *pricing;
	struct targets targets;
	struct account account;
	struct guard guard;
	struct tools *tools; /* NULL: there are none */
	jv offered;          /* of tools.h; invalid: none */
	struct fr_error
	    no_tools;         /* why they cannot be offered, which is the error of each envelope; no code: they can */
	struct fr_http *http; /* NULL until something is sent */
	struct offline *offline; /* NULL until it has to answer */
	struct show show;
	bool shows; /* answers are shown as they come */
};

#define CALL_ATTEMPTS_MOST 4

struct call {
	struct desk *desk;
	jv envelope;
	jv prompt;
	bool over, failed;
	struct fr_error err;

	int target;          /* who is asked */
	int attempt;         /* of this target; from 1 */
	int requests;        /* attempts of all targets */
	int resumed;         /* how often an answer paused */
	int64_t began_ms;    /* all of it */
	int64_t deadline_ms; /* for this target */
	int64_t wake_ms;     /* when to go on; -1: a transfer is under way */
	int64_t cost_microusd;
	bool estimate; /* part of that is one */

	/* The attempt that is under way. */
	jv body; /* a string */
	struct turns turns;
	struct fr_http_transfer *transfer;
	struct answer answer;
	bool begun; /* the answer has */
	bool shown; /* part of it was, so that it cannot be asked for again */
	struct fr_bytes error_body;
	int64_t ledger_id, most_microusd, sent_ms;
	jv fallbacks; /* who was asked before, and why that was not it */
};

/* Take the envelope, which is consumed; it may be over at once. */
void call_begin(struct call *call, struct desk *desk, jv envelope);

/* Go on, when fr_http_now_ms() is at wake_ms. */
void call_step(struct call *call);

/* End it here and now: what was spent is settled. */
void call_interrupt(struct call *call);

void call_release(struct call *call);

/* For turns.h: have the request made anew, as the call's first attempt at it. */
void call_prepare(struct call *call);

/* What is to be sent, all borrowed, and the most that it can cost. */
struct request call_request(const struct call *call);
int64_t call_most(const struct call *call);

#endif

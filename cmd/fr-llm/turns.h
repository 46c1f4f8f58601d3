/*
 * turns.h: a model that calls tools: its calls are run, it is told what came of them, and is asked again, until it
 * answers or a limit is reached. Then it is asked once more, for the best answer it has, and may call none.
 */
#ifndef FR_LLM_TURNS_H
#define FR_LLM_TURNS_H

#include <jv.h>
#include <stdbool.h>
#include <stdint.h>

#include "usage.h"

struct call;

struct turns {
	jv history;            /* for the next request: what was said after the prompt; api.h */
	jv kept;               /* .response.turns so far */
	struct fr_usage usage; /* of the turns that called tools */
	bool last;             /* no tool may be called any more */

	/* The turn under way. */
	jv said; /* by the model, in its API's form */
	jv kept_turn;
	jv calls; /* [{id, name, input or arguments, key, answer, again}] */
	int open; /* of them, how many run */

	jv seen;                          /* by name and input: {times, answer} */
	const char *stop;                 /* why no more tools may be called; NULL: they may */
	void (*next)(struct call *call);  /* when none runs any more */
	void (*after)(struct call *call); /* when there is nothing more to call (investigate.h) */
};

void turns_init(struct turns *turns);
void turns_release(struct turns *turns);

/* Forget all: another target is asked from the beginning. */
void turns_reset(struct turns *turns);

/* The answer that call holds wants tools called. They are, and then the call goes on by itself. */
void turns_take(struct call *call);

/*
 * Run these calls, [{id, name, input}], consumed; each then has its answer, and next is called, at once when there is
 * nothing to wait for. What they gave is kept for .response.turns.
 */
void turns_run(struct call *call, jv calls, void (*next)(struct call *call));

/* What runs is killed; what there is of the turn is kept. */
void turns_break(struct call *call);

#endif

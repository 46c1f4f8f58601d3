/*
 * conversation.h: what was asked and answered so far, and the envelope of the next turn.
 *
 * An envelope's .conversation is {id, continues}: the id of the conversation, which is that of its first turn, and of
 * the turn before. Its .earlier is {turns: [{question, answer, results: ["…"]}], left_out}: what the model is told
 * again, oldest first, and how many turns before that did not fit. Questions are those that fr-sanitize left; answers
 * and results were written by a model and a database, and are sanitised and checked as all evidence is.
 *
 *	struct conversation conversation;
 *
 *	conversation_init(&conversation, 5000);
 *	envelope = conversation_envelope(&conversation, "What is slow?");
 *	… the stages answer it …
 *	conversation_add(&conversation, envelope);
 *	conversation_release(&conversation);
 */
#ifndef FR_CHAT_CONVERSATION_H
#define FR_CHAT_CONVERSATION_H

#include <stdbool.h>
#include <stdint.h>

#include <jv.h>

#include "store.h"

struct conversation {
	char id[FR_STORE_ID_BYTES];   /* "": nothing was asked yet */
	char last[FR_STORE_ID_BYTES]; /* the newest answer that is in the store; "": none is */
	jv evidence;                  /* members of the envelope that go on from turn to turn */
	jv turns;
	int tokens_most;       /* of all turns together */
	int left_out;          /* turns that did not fit any more */
	int64_t cost_microusd; /* of all turns, failed ones included */
};

void conversation_init(struct conversation *conversation, int tokens_most);
void conversation_release(struct conversation *conversation);

/* The envelope that asks question next; the caller frees it. */
jv conversation_envelope(struct conversation *conversation, const char *question);

/* Another turn: an envelope that was answered. How many turns it made too much are left out from now on. Borrows it. */
int conversation_add(struct conversation *conversation, jv envelope);

#endif

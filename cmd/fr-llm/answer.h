/*
 * answer.h: what has come of an answer so far, whoever gives it and however it arrives.
 *
 *	struct answer answer = { .api = &api_messages };
 *
 *	answer_begin(&answer, kind);
 *	… answer_take(&answer, bytes, length) for every piece …
 *	answer_end(&answer);
 *	answer_release(&answer);
 */
#ifndef FR_LLM_ANSWER_H
#define FR_LLM_ANSWER_H

#include <jv.h>
#include <stdbool.h>

#include "bytes.h"
#include "fault.h"
#include "sse.h"
#include "usage.h"

struct api;

enum answer_end {
	ANSWER_OPEN, /* it has not said that it is over */
	ANSWER_DONE,
	ANSWER_TRUNCATED, /* at a limit of tokens */
	ANSWER_REFUSED,
	ANSWER_PAUSED, /* to be sent back as it is */
	ANSWER_CALLS   /* it wants tools run */
};

enum answer_form { ANSWER_WHOLE, ANSWER_EVENTS, ANSWER_LINES };

/* Text of the answer as it arrives, for people. */
typedef void answer_show(void *state, const char *text, size_t length);

struct answer {
	const struct api *api;
	const char *secret;         /* never to be shown, or NULL; borrowed */
	enum fr_cache_write writes; /* for how long the request has its prompt cached */
	answer_show *show;          /* NULL: nobody looks */
	void *show_state;
	bool offered; /* tools were, so that it may call them */

	struct fr_bytes text;
	char *stop_reason; /* in the API's words; NULL as long as it is unknown */
	char *reason;      /* why it refused, in its words; NULL */
	enum answer_end end;
	bool closed;        /* the API's own sign that nothing more comes */
	bool unknown_end;   /* stop_reason is none that we know */
	bool thought;       /* it spent tokens on thinking */
	bool malformed;     /* something came that this API does not send */
	struct fault fault; /* an error amid the answer */
	struct fr_usage usage;
	bool counted; /* usage was reported */
	jv blocks; /* the answer in the API's own form, as far as it has to be sent back when the conversation goes on
		    */

	enum answer_form form;
	struct fr_bytes body; /* of a whole response */
	struct fr_sse reader;
};

void answer_begin(struct answer *answer, enum answer_form form);
void answer_release(struct answer *answer);

/* The next bytes of the body. Not 0: reading on makes no sense. */
int answer_take(struct answer *answer, const char *bytes, size_t length);

/* The body is at its end: complete says whether HTTP says that it is all of it. */
void answer_end(struct answer *answer, bool complete);

/* What APIs add to it. Text is what a jv string holds; consumed. */
void answer_add(struct answer *answer, jv text);
void answer_stop(struct answer *answer, jv stop_reason, enum answer_end end);
void answer_refuse(struct answer *answer, jv reason);

/* How an API's word for the end is found in its table, which a NULL word ends. Borrows reason. */
struct answer_word {
	const char *word;
	enum answer_end end;
};
enum answer_end answer_word(struct answer *answer, const struct answer_word *words, jv reason);

#endif

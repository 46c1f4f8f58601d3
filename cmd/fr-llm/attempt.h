/*
 * attempt.h: one HTTP request of a call: reserve, send, receive, settle. Shared by attempt.c and call.c only.
 */
#ifndef FR_LLM_ATTEMPT_H
#define FR_LLM_ATTEMPT_H

#include "call.h"

/* Reserve and send the call's body; call_decide hears how it ended. */
int attempt_start(struct call *call, struct fr_error *err);

/* End it, settled with what has come so far. */
void attempt_cancel(struct call *call);

void attempt_release(struct call *call);

/* .response as the answer stands, with what all attempts cost; the caller frees it. */
jv attempt_response(const struct call *call, const char *request_id);

/* The attempt ended like this, and is settled. Consumes response. */
void call_decide(struct call *call, struct verdict *verdict, jv response);

#endif

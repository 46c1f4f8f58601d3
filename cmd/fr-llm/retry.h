/*
 * retry.h: is another attempt at a call worth it, and when?
 *
 * After a pause with full jitter, or as long as the server asks to wait; not when part of the answer was shown, when
 * the server asks for more time than there is, or after CALL_ATTEMPTS_MOST.
 */
#ifndef FR_LLM_RETRY_H
#define FR_LLM_RETRY_H

#include "call.h"

/* True: call->wake_ms is when. False: verdict->err says why not. */
bool retry_later(struct call *call, struct verdict *verdict);

#endif

/*
 * offer.h: which tools there are.
 */
#ifndef FR_TOOL_OFFER_H
#define FR_TOOL_OFFER_H

#include <jv.h>

#include "call.h"
#include "error.h"

/*
 * The tools that this server has what they need for, or the recording: an array of schemas, the caller's to free. Fails
 * when the server cannot be reached, as call_connect.
 */
int offer_tools(struct caller *caller, jv *schemas, struct fr_error *err);

#endif

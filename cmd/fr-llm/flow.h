/*
 * flow.h: the stream of envelopes through many calls at once.
 */
#ifndef FR_LLM_FLOW_H
#define FR_LLM_FLOW_H

#include "call.h"

/*
 * Answer every envelope of stdin, --jobs at a time, and write them in the order they came (--unordered: as they are
 * done). Returns the worst that happened. SIGINT and SIGTERM settle what is under way.
 */
enum fr_exit flow_run(struct desk *desk);

#endif

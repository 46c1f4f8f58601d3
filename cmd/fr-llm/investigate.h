/*
 * investigate.h: what offline asks the tools, where a model would choose: first what the question asks for
 * (share/offline/question/tools.jq) or else what is unusual, then the sections that the findings call for
 * (share/offline/investigation.json). Two turns at the most.
 */
#ifndef FR_LLM_INVESTIGATE_H
#define FR_LLM_INVESTIGATE_H

#include <jv.h>

#include "error.h"

struct call;

/*
 * Call the tools, if there are any that the file names, and next when they have answered; the exchange is then in
 * call->turns.kept. desk->offline is open. FR_EX_CONFIG when a file is no good; next is then not called.
 */
int investigate(struct call *call, void (*next)(struct call *call), struct fr_error *err);

/* The text with a section behind it about what was asked, if anything was. Consumes text, borrows turns. */
jv investigate_report(jv text, jv turns);

#endif

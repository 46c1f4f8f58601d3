/*
 * answer.h: fr-tool try: the indexes that an answer proposes, tried.
 */
#ifndef FR_TOOL_ANSWER_H
#define FR_TOOL_ANSWER_H

#include <jv.h>

#include "call.h"
#include "error.h"

struct answers {
	struct caller *caller;
	const char *query; /* the statement that they are about, as statement.h has it; borrowed */
	enum fr_exit worst;
};

/*
 * A fr_transform (command.h); state is a struct answers. The row of each index that could be tried joins the section
 * query_hypothetical, and the answer gets a part that says what became of each. Where none can be tried, coverage.notes
 * says why. That the server is gone must not cost anybody an answer that is there: it is told on standard error and by
 * worst, and never an error of the envelope.
 */
int answer_try(jv *envelope, void *state, struct fr_error *err);

#endif

/*
 * tools.h: the command that --tools names, and what of it runs. It lists its tools, and answers calls: a process each,
 * so that calls of one turn run side by side, and one that hangs can be ended.
 *
 *	struct tools *tools;
 *
 *	if (tools_open(&tools, "fr-tool", &err) < 0)	// fr-tool list
 *		fr_die(&err);
 *	tools_call(tools, &call);			// fr-tool call
 *	… poll what tools_fds gives, tools_step, until call.done was called …
 *	tools_close(tools);
 *
 * The command sees no key: its environment is fr_shell_start's, its arguments are list and call, and no
 * descriptor of ours is open in it. It is its own process group, which is killed when its time is over.
 */
#ifndef FR_LLM_TOOLS_H
#define FR_LLM_TOOLS_H

#include <jv.h>
#include <poll.h>
#include <stdint.h>

#include "error.h"

struct tools;

/*
 * Run "COMMAND list" in a shell and take the tools it names. FR_EX_CONFIG when it names none, or not as it should;
 * when it ends with 69, 74, 75 or 77, which say that it could not reach, read or use something, that.
 */
int tools_open(struct tools **tools, const char *command, struct fr_error *err);

/* End what runs. Takes NULL. */
void tools_close(struct tools *tools);

/* [{name, description, input_schema}], sorted by name; the caller frees it. */
jv tools_offered(const struct tools *tools);

/*
 * The answer to a call: {"result": {rows, returned, truncated}} or {"error": {code, message}}, whatever the command
 * wrote. Consumes answer. May call tools_call.
 */
typedef void tools_done(void *state, int which, jv answer);

struct tools_call {
	const char *name;
	jv input;        /* an object; borrowed */
	int64_t most_ms; /* then it is killed */
	tools_done *done;
	void *state;
	int which; /* for done */
};

/* Start it; done is called from tools_step, or at once when it cannot be started. */
void tools_call(struct tools *tools, const struct tools_call *call);

/* Kill what runs for state, without done. */
void tools_cancel(struct tools *tools, const void *state);

/* The descriptors to wait for: as many as there is room for in fds. */
int tools_fds(const struct tools *tools, struct pollfd *fds, int room);

/* Read what there is, end what is late, tell what is done. Milliseconds until it wants to be called again; -1: no run.
 */
int64_t tools_step(struct tools *tools);

#endif

/*
 * process.h: a shell command that is asked something and answers on its standard output, within limits.
 *
 *	struct process process;
 *
 *	if (process_start(&process, "fr-tool call", "{…}\n", &err) < 0)
 *		…
 *	while (process_read(&process) == 0)
 *		… poll process.fd, for some milliseconds at most …
 *	process_end(&process);
 */
#ifndef FR_LLM_PROCESS_H
#define FR_LLM_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "bytes.h"
#include "error.h"

#define PROCESS_INPUT_MOST ((size_t)32 << 10) /* bytes: they wait in a pipe, with nobody to write them */
#define PROCESS_OUTPUT_MOST ((size_t)1 << 20)

#define PROCESS_LOOK_MS 5 /* to look again after, when a command has closed its output and not ended yet */

struct process {
	pid_t pid;  /* and process group; 0: it is over */
	int fd;     /* its standard output; -1: closed */
	int status; /* as of waitpid, once it is over */
	struct fr_bytes output;
};

/*
 * Run the command in a shell, input being all there is on its standard input. It sees no secret of ours (credentials.h)
 * and none of our descriptors.
 */
int process_start(struct process *process, const char *command, const char *input, struct fr_error *err);

/* Take what is there, without waiting. 1: it is over, and its output whole; -1: it writes too much; 0: not yet. */
int process_read(struct process *process);

/* Kill it, and whatever it started, when it runs still; free its output. */
void process_end(struct process *process);

#endif

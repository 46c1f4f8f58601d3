/*
 * shell.h: a command line of the user's, run by /bin/sh, without our secrets.
 *
 *	pid_t child;
 *	int failed = fr_shell_start(&child, "notify --now", input, STDERR_FILENO, FR_SHELL_OWN_GROUP);
 *
 *	…
 *	kill(-child, SIGKILL);	// and whatever it started
 */
#ifndef FR_SHELL_H
#define FR_SHELL_H

#include <sys/types.h>

enum fr_shell_group {
	FR_SHELL_OUR_GROUP, /* it may ask on the terminal, and an interrupt there ends it with us */
	FR_SHELL_OWN_GROUP  /* it and its children can be ended without us */
};

/*
 * Start the command with these two descriptors as standard input and output; it has our standard error and nothing else
 * that is open, and not those variables whose names end as those of secrets do (_API_KEY, _SECRET …). 0, or an errno.
 * The caller waits for the child.
 */
int fr_shell_start(pid_t *child, const char *command, int input, int output, enum fr_shell_group group);

/* What a shell would say of how a child ended: its exit status, or 128 and the signal. */
int fr_shell_status(int status);

#endif

/*
 * Preloaded into a tool: before its first call of the function that $BEFORE names, which is flock, fork or a poll that
 * waits, the shell command $RUN is run. So a test has happen what else happens once in many thousand times.
 */
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <spawn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

/* system() would keep SIGINT away. */
static void run_in_shell(const char *command)
{
	char *const argv[] = { "sh", "-c", (char *)(uintptr_t)command, NULL };
	int status = 0;
	pid_t child;

	if (posix_spawn(&child, "/bin/sh", NULL, NULL, argv, environ) != 0)
		abort();
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status != 0)
		abort();
}

static void *reached(const char *function)
{
	const char *before = getenv("BEFORE"), *command = getenv("RUN");

	if (before != NULL && command != NULL && strcmp(before, function) == 0) {
		unsetenv("BEFORE");
		unsetenv("LD_PRELOAD");
		run_in_shell(command);
	}
	return dlsym(RTLD_NEXT, function);
}

int flock(int fd, int operation)
{
	int (*real)(int, int) = (int (*)(int, int))reached("flock");

	return real(fd, operation);
}

pid_t fork(void)
{
	pid_t (*real)(void) = (pid_t(*)(void))reached("fork");

	return real();
}

int poll(struct pollfd *fds, nfds_t count, int timeout)
{
	int (*real)(struct pollfd *, nfds_t, int) =
	    (int (*)(struct pollfd *, nfds_t, int))(timeout == 0 ? dlsym(RTLD_NEXT, "poll") : reached("poll"));

	return real(fds, count, timeout);
}

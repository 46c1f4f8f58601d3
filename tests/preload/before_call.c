/*
 * Preloaded into a tool: before its first call of the function that $BEFORE names, which is flock, fork, a poll that
 * waits or an open of a file whose path ends in $ENDING, the shell command $RUN is run; with $AGAIN before each call.
 * So a test has happen what else happens once in many thousand times.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdbool.h>
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
		unsetenv("LD_PRELOAD");
		if (getenv("AGAIN") == NULL)
			unsetenv("BEFORE");
		run_in_shell(command);
	}
	return dlsym(RTLD_NEXT, function);
}

int flock(int fd, int operation)
{
	int (*real)(int, int) = (int (*)(int, int))reached("flock");

	return real(fd, operation);
}

static bool ends_in(const char *path, const char *ending)
{
	size_t length = strlen(path);

	return ending != NULL && length >= strlen(ending) && strcmp(path + length - strlen(ending), ending) == 0;
}

int open(const char *path, int flags, ...)
{
	int (*real)(const char *, int, ...) = (int (*)(const char *, int, ...))(
	    ends_in(path, getenv("ENDING")) ? reached("open") : dlsym(RTLD_NEXT, "open"));
	va_list rest;
	mode_t mode;

	va_start(rest, flags);
	mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	return real(path, flags, mode);
}

int unlink(const char *path)
{
	int (*real)(const char *) = (int (*)(const char *))reached("unlink");

	return real(path);
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

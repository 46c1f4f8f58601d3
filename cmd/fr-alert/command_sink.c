#include "command_sink.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell.h"

/* A file and no pipe: a command that does not read cannot hold us up. -1 when there is none to be had. */
static int input_of(const char *input, size_t length)
{
	int fd = memfd_create("fr-alert", MFD_CLOEXEC);

	while (fd >= 0 && length > 0) {
		ssize_t done = write(fd, input, length);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0) {
			close(fd);
			return -1;
		}
		input += done;
		length -= (size_t)done;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

/* Did it end in time? */
static int wait_for(pid_t child, int64_t timeout_ms)
{
	struct pollfd ended = { .fd = pidfd_open(child, 0), .events = POLLIN };
	int got;

	if (ended.fd < 0)
		return 1;
	while ((got = poll(&ended, 1, (int)timeout_ms)) < 0 && errno == EINTR)
		;
	close(ended.fd);
	return got;
}

int command_sink_run(const char *command, const char *input, size_t length, int64_t timeout_ms, char why[static 128])
{
	int fd = input_of(input, length);
	int status = 0, failed = fd < 0 ? errno : 0;
	pid_t child;
	int late;

	if (failed == 0)
		failed = fr_shell_start(&child, command, fd, STDERR_FILENO, FR_SHELL_OWN_GROUP);
	if (fd >= 0)
		close(fd);
	if (failed != 0) {
		snprintf(why, 128, "cannot run alert_command: %s", strerror(failed));
		return -1;
	}
	late = wait_for(child, timeout_ms) == 0;
	if (late)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!late && status == 0)
		return 0;
	if (late)
		snprintf(why, 128, "alert_command was not done after %lld s", (long long)timeout_ms / 1000);
	else
		snprintf(why, 128, "alert_command failed with status %d", fr_shell_status(status));
	return -1;
}

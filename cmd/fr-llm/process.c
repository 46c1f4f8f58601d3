#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell.h"

static void close_both(const int ends[2])
{
	close(ends[0]);
	close(ends[1]);
}

/* The pipe takes all of it at once, so nobody has to wait for the command to read it, or hears that it does not. */
static int fill(const int in[2], const char *input)
{
	size_t length = strlen(input);

	if (fcntl(in[1], F_SETFL, O_NONBLOCK) < 0)
		return errno;
	if (write(in[1], input, length) != (ssize_t)length)
		return ENOSPC;
	return 0;
}

int process_start(struct process *process, const char *command, const char *input, struct fr_error *err)
{
	int in[2], out[2], failed;

	*process = (struct process){ .fd = -1 };
	if (pipe2(in, O_CLOEXEC) < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot run '%s': %s", command, strerror(errno));
	if (pipe2(out, O_CLOEXEC) < 0) {
		fr_error_set(err, FR_EX_IOERR, "cannot run '%s': %s", command, strerror(errno));
		close_both(in);
		return -1;
	}
	failed = fill(in, input);
	if (failed == 0)
		failed = fr_shell_start(&process->pid, command, in[0], out[1], FR_SHELL_OWN_GROUP);
	close_both(in);
	close(out[1]);
	if (failed == 0 && fcntl(out[0], F_SETFL, O_NONBLOCK) == 0) {
		process->fd = out[0];
		return 0;
	}
	close(out[0]);
	process->pid = failed == 0 ? process->pid : 0;
	process_end(process);
	return fr_error_set(err, FR_EX_IOERR, "cannot run '%s': %s", command, strerror(failed));
}

int process_read(struct process *process)
{
	char bytes[8192];
	ssize_t got = 0;

	while (process->fd >= 0 && (got = read(process->fd, bytes, sizeof(bytes))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 && errno == EAGAIN)
			return 0;
		if (got < 0)
			break;
		if (process->output.length + (size_t)got > PROCESS_OUTPUT_MOST)
			return -1;
		fr_bytes_add(&process->output, bytes, (size_t)got);
	}
	if (process->fd >= 0)
		close(process->fd);
	process->fd = -1;
	if (process->pid > 0 && waitpid(process->pid, &process->status, WNOHANG) == process->pid)
		process->pid = 0;
	return process->pid == 0;
}

void process_end(struct process *process)
{
	if (process->fd >= 0)
		close(process->fd);
	process->fd = -1;
	if (process->pid > 0) {
		kill(-process->pid, SIGKILL);
		while (waitpid(process->pid, &process->status, 0) < 0 && errno == EINTR)
			;
	}
	process->pid = 0;
	fr_bytes_release(&process->output);
}

#include "stages.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define STAGES_MOST 16
#define INTERRUPTS_MOST 3 /* then a stage that does not listen is ended */

static volatile sig_atomic_t interrupts;

static void count_interrupt(int number)
{
	(void)number;
	interrupts++;
}

/* Files and no pipes at both ends: nobody has to be there to write them, or to read. */
struct run {
	int in, out, err;
	int next;                /* what the stage before has written; -1: nothing */
	pid_t pids[STAGES_MOST]; /* 0: it has ended */
	int count;
};

static bool fill(int fd, const struct fr_bytes *bytes)
{
	for (size_t done = 0; done < bytes->length;) {
		ssize_t wrote = write(fd, bytes->data + done, bytes->length - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return false;
		done += (size_t)wrote;
	}
	return lseek(fd, 0, SEEK_SET) == 0;
}

static int spawn(pid_t *pid, const char *stage, int in, int out, int err)
{
	char *const argv[] = { "sh", "-c", (char *)(uintptr_t)stage, NULL };
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none;
	int failed;

	sigemptyset(&none);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawnattr_setsigmask(&attributes, &none);
	failed = posix_spawn(pid, "/bin/sh", &actions, &attributes, argv, environ);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* The next stage, reading what the one before writes. An errno when that cannot be. */
static int start(struct run *run, const char *stage, bool last)
{
	int ends[2] = { -1, run->out }, in = run->next >= 0 ? run->next : run->in, failed;

	if (!last && pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	failed = spawn(&run->pids[run->count], stage, in, ends[1], run->err);
	if (run->next >= 0)
		close(run->next);
	if (!last)
		close(ends[1]);
	run->next = ends[0];
	run->count += failed == 0;
	return failed;
}

/* A fault of ours is worse than anything, and a lost reader better than anything but success. */
static int weight(int status)
{
	return status == 0 ? 0 : status == 128 + SIGPIPE ? 1 : status == 1 ? 1000 : status + 1;
}

static void end_all(const struct run *run)
{
	for (int i = 0; i < run->count; i++)
		if (run->pids[i] > 0)
			kill(run->pids[i], SIGTERM);
}

static void wait_until_ended(const struct run *run, pid_t pid, stages_waiting *waiting, void *state, int *seconds)
{
	struct pollfd ended = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int got = 0;

	while (ended.fd >= 0 && got <= 0) {
		got = poll(&ended, 1, 1000);
		if (got == 0 && waiting != NULL)
			waiting(state, ++*seconds);
		if (got < 0 && errno != EINTR)
			break;
		if (interrupts >= INTERRUPTS_MOST)
			end_all(run);
	}
	if (ended.fd >= 0)
		close(ended.fd);
}

/* Wait for all of them; the worst of their statuses. */
static int wait_for(struct run *run, stages_waiting *waiting, void *state)
{
	int worst = 0, seconds = 0;

	for (int i = 0; i < run->count; i++) {
		int status = 0;

		wait_until_ended(run, run->pids[i], waiting, state, &seconds);
		while (waitpid(run->pids[i], &status, 0) < 0 && errno == EINTR)
			;
		run->pids[i] = 0;
		status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		worst = weight(status) > weight(worst) ? status : worst;
	}
	return worst;
}

static void read_said(struct fr_bytes *said, int fd)
{
	char bytes[4096];
	ssize_t got;

	lseek(fd, 0, SEEK_SET);
	while ((got = read(fd, bytes, sizeof(bytes))) > 0)
		fr_bytes_add(said, bytes, (size_t)got);
}

int stages_run(char *const *stages, int count, const struct fr_bytes *input, stages_waiting *waiting, void *state,
	       struct stages_end *end, struct fr_error *err)
{
	struct run run = { .in = memfd_create("in", MFD_CLOEXEC),
			   .out = memfd_create("out", MFD_CLOEXEC),
			   .err = memfd_create("err", MFD_CLOEXEC),
			   .next = -1 };
	void (*hang_up)(int), (*interrupt)(int);
	int failed = run.in < 0 || run.out < 0 || run.err < 0 || !fill(run.in, input) ? errno : 0;

	*end = (struct stages_end){ .out = run.out };
	if (count > STAGES_MOST)
		failed = E2BIG;
	interrupts = 0;
	hang_up = signal(SIGHUP, SIG_IGN);
	interrupt = signal(SIGINT, SIG_IGN);
	for (int i = 0; failed == 0 && i < count; i++)
		failed = start(&run, stages[i], i == count - 1);
	signal(SIGHUP, hang_up);
	signal(SIGINT, count_interrupt);
	if (run.next >= 0)
		close(run.next);
	end->status = wait_for(&run, waiting, state);
	signal(SIGINT, interrupt);
	if (run.err >= 0)
		read_said(&end->said, run.err);
	if (run.in >= 0)
		close(run.in);
	if (run.err >= 0)
		close(run.err);
	if (failed == 0 && lseek(run.out, 0, SEEK_SET) == 0)
		return 0;
	stages_release(end);
	return fr_error_set(err, FR_EX_IOERR, "cannot run the stages: %s", strerror(failed));
}

void stages_release(struct stages_end *end)
{
	if (end->out >= 0)
		close(end->out);
	end->out = -1;
	fr_bytes_release(&end->said);
}

#include "stages.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "family.h"

#define STAGES_MOST 16
#define INTERRUPTS_MOST 3 /* then a stage that does not listen is ended */
#define TICK_MS 250
#define TICKS_A_SECOND (1000 / TICK_MS)
#define TERM_TICKS 4 /* so long a stage has to end as it wants to */
#define KILL_TICKS 40

static volatile sig_atomic_t interrupts;

static void count_interrupt(int number)
{
	(void)number;
	interrupts++;
}

void stages_listen(void)
{
	interrupts = 0;
	if (signal(SIGINT, count_interrupt) == SIG_IGN)
		signal(SIGINT, SIG_IGN);
}

/* Files and no pipes at both ends: nobody has to be there to write them, or to read. */
struct run {
	int in, out, err;
	int next;                /* what the stage before has written; -1: nothing */
	pid_t pids[STAGES_MOST]; /* 0: it has ended */
	int count;
	int ticks;    /* that they were waited for */
	int insisted; /* how often they were told to end */
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

/* In the child. What is typed at the terminal reaches a stage as soon as it asks for it, and never before. */
static void become(const char *stage, int in, int out, int err)
{
	sigset_t none;

	signal(SIGINT, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", stage, (char *)NULL);
	_exit(127);
}

/* The next stage, reading what the one before writes. An errno when that cannot be. */
static int start(struct run *run, const char *stage, bool last)
{
	int ends[2] = { -1, run->out }, in = run->next >= 0 ? run->next : run->in, failed;
	pid_t pid;

	if (!last && pipe2(ends, O_CLOEXEC) < 0)
		return errno;
	pid = fork();
	if (pid == 0)
		become(stage, in, ends[1], run->err);
	failed = pid < 0 ? errno : 0;
	run->pids[run->count] = pid;
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

static int end_all(struct run *run)
{
	int number = run->insisted++ < TERM_TICKS ? SIGTERM : SIGKILL;

	for (int i = 0; i < run->count; i++)
		if (run->pids[i] > 0)
			kill(run->pids[i], number);
	return family_signal(FAMILY_SESSION, number);
}

/* A stage that was not there yet, or had not asked for it yet, has not heard of an interrupt: it is told again. */
static void pass_on(struct run *run)
{
	if (interrupts >= INTERRUPTS_MOST)
		end_all(run);
	else if (interrupts > 0)
		family_signal(FAMILY_GROUP, SIGINT);
}

static void wait_until_ended(struct run *run, pid_t pid, stages_waiting *waiting, void *state)
{
	struct pollfd ended = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int got = 0;

	while (ended.fd >= 0 && got <= 0) {
		got = poll(&ended, 1, TICK_MS);
		if (got == 0 && ++run->ticks % TICKS_A_SECOND == 0 && waiting != NULL)
			waiting(state, run->ticks / TICKS_A_SECOND);
		if (got < 0 && errno != EINTR)
			break;
		if (got <= 0)
			pass_on(run);
	}
	if (ended.fd >= 0)
		close(ended.fd);
}

static void reap(void)
{
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

/* What stages that were given up have started, and left. */
static void end_rest(struct run *run)
{
	while (end_all(run) > 0 && run->insisted < KILL_TICKS) {
		poll(NULL, 0, TICK_MS);
		reap();
	}
}

/* Who was ended is no fault where that was wanted. */
static int status_of(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return interrupts > 0 ? FR_EX_INTERRUPTED : 128 + WTERMSIG(status);
}

/* Wait for all of them; the worst of their statuses. */
static int wait_for(struct run *run, stages_waiting *waiting, void *state)
{
	int worst = 0;

	for (int i = 0; i < run->count; i++) {
		int status = 0;

		wait_until_ended(run, run->pids[i], waiting, state);
		while (waitpid(run->pids[i], &status, 0) < 0 && errno == EINTR)
			;
		run->pids[i] = 0;
		status = status_of(status);
		worst = weight(status) > weight(worst) ? status : worst;
	}
	reap();
	if (interrupts > 0)
		end_rest(run);
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
	void (*hang_up)(int);
	int failed = run.in < 0 || run.out < 0 || run.err < 0 || !fill(run.in, input) ? errno : 0;

	*end = (struct stages_end){ .out = run.out };
	if (count > STAGES_MOST)
		failed = E2BIG;
	family_keep();
	hang_up = signal(SIGHUP, SIG_IGN);
	for (int i = 0; failed == 0 && i < count; i++)
		failed = start(&run, stages[i], i == count - 1);
	signal(SIGHUP, hang_up);
	if (run.next >= 0)
		close(run.next);
	end->status = wait_for(&run, waiting, state);
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

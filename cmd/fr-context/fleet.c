#include "fleet.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bytes.h"
#include "command.h"
#include "json.h"

#define GRACE_MS 5000 /* beyond connecting and asking, which end by themselves */

struct server {
	char *name;
	char *dsn;
};

struct servers {
	struct server *all;
	size_t count;
};

/* A server that is being looked at; pid 0: nobody is. */
struct job {
	const struct server *server;
	pid_t pid;
	int fd;
	int64_t deadline_ms;
	struct fr_bytes out;
	bool late, too_large;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void add_line(struct servers *servers, char *line)
{
	char *name = line + strspn(line, " \t\r\n");
	size_t length = strcspn(name, " \t\r\n");
	char *dsn = name + length + strspn(name + length, " \t\r\n");
	struct server *server;

	if (*name == '\0' || *name == '#')
		return;
	dsn[strcspn(dsn, "\r\n")] = '\0';
	servers->all = reallocarray(servers->all, servers->count + 1, sizeof(*servers->all));
	if (servers->all == NULL)
		abort();
	server = &servers->all[servers->count++];
	server->name = strndup(name, length);
	if (*dsn != '\0')
		server->dsn = strdup(dsn);
	else if (asprintf(&server->dsn, "service=%s", server->name) < 0)
		abort();
}

static int read_lines(struct servers *servers, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int failed;

	if (file == NULL)
		return -1;
	while (getline(&line, &size, file) > 0)
		add_line(servers, line);
	failed = ferror(file);
	free(line);
	fclose(file);
	return failed ? -1 : 0;
}

static void read_servers(struct servers *servers, const char *path)
{
	struct fr_error err;

	if (read_lines(servers, path) < 0) {
		fr_error_set(&err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
		fr_die(&err);
	}
	for (size_t i = 0; i < servers->count; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(servers->all[i].name, servers->all[j].name) == 0) {
				fr_error_set(&err, FR_EX_CONFIG, "'%s' names server '%s' twice", path,
					     servers->all[i].name);
				fr_die(&err);
			}
}

/* What is said on stderr stands in the envelope too, and the parent says it with the server's name. */
_Noreturn static void child(const struct options *options, const struct server *server, int fd, fleet_look *look,
			    void *state)
{
	struct options own = *options;
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	own.dsn = server->dsn;
	dup2(fd, STDOUT_FILENO);
	dup2(nowhere, STDIN_FILENO);
	dup2(nowhere, STDERR_FILENO);
	exit(fr_finish(look(&own, state)));
}

static int start(struct job *job, const struct server *server, const struct options *options, fleet_look *look,
		 void *state)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	pid = fork();
	if (pid == 0)
		child(options, server, ends[1], look, state);
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return -1;
	}
	*job = (struct job){ .server = server, .pid = pid, .fd = ends[0] };
	job->deadline_ms = now_ms() + options->timeout * INT64_C(2000) + options->live_us / 1000 + GRACE_MS;
	return 0;
}

static jv failed(const struct server *server, const struct fr_error *err)
{
	jv source = fr_json_set(jv_object(), "server", jv_string(server->name));

	return fr_envelope_fail(fr_json_set(fr_envelope_new(), "source", source), "context", err);
}

static void say(const struct server *server, jv envelope, struct fr_error *err)
{
	char *message = fr_json_text(envelope, "error.message"), *hint = fr_json_text(envelope, "error.hint");

	fr_error_set(err, (enum fr_exit)fr_json_number(envelope, "error.code", FR_EX_FAULT), "%s: %s", server->name,
		     message != NULL ? message : "failed");
	if (hint != NULL)
		fr_error_hint(err, "%s", hint);
	fr_report(err);
	free(message);
	free(hint);
}

/* The envelope of a child that has ended, or one for it. */
static jv envelope_of(const struct job *job, int status, size_t max_bytes)
{
	struct fr_error err;
	jv envelope;

	if (job->late) {
		fr_error_set(&err, FR_EX_UNAVAILABLE, "was not done in time");
		return failed(job->server, &err);
	}
	if (job->too_large) {
		fr_error_set(&err, FR_EX_DATAERR, "what came of it is larger than %zu bytes", max_bytes);
		fr_error_hint(&err, "--max-bytes raises the limit");
		return failed(job->server, &err);
	}
	if (!WIFEXITED(status) || (job->out.length == 0 && WEXITSTATUS(status) != 0)) {
		fr_error_set(&err, FR_EX_FAULT, "the process that looked at it died (status %d)",
			     WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
		return failed(job->server, &err);
	}
	if (job->out.length == 0)
		return jv_invalid();
	envelope = jv_parse_sized(job->out.data, (int)job->out.length);
	if (jv_get_kind(envelope) == JV_KIND_OBJECT) {
		jv source = fr_json_set(fr_json_get(envelope, "source"), "server", jv_string(job->server->name));

		return fr_json_set(envelope, "source", source);
	}
	jv_free(envelope);
	fr_error_set(&err, FR_EX_FAULT, "what came of it is no envelope");
	return failed(job->server, &err);
}

static enum fr_exit finish(struct job *job, size_t max_bytes)
{
	enum fr_exit worst = FR_EX_OK;
	struct fr_error err;
	int status = 0;
	jv envelope;

	close(job->fd);
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	envelope = envelope_of(job, status, max_bytes);
	if (jv_is_valid(envelope) && fr_json_true(envelope, "error")) {
		say(job->server, envelope, &err);
		worst = err.code;
	}
	if (jv_is_valid(envelope))
		fr_put(envelope);
	else
		jv_free(envelope);
	fr_bytes_release(&job->out);
	job->pid = 0;
	return worst;
}

/* What the child has written by now. True when it has ended. */
static bool take(struct job *job, size_t max_bytes)
{
	char buffer[65536];
	ssize_t got = read(job->fd, buffer, sizeof(buffer));

	if (got < 0)
		return errno != EINTR && errno != EAGAIN;
	job->too_large |= got > 0 && job->out.length + (size_t)got > max_bytes; /* and a hole would not be seen */
	if (got > 0 && !job->too_large)
		fr_bytes_add(&job->out, buffer, (size_t)got);
	return got == 0;
}

/* Wait until a child has something to say or is late. */
static void wait_for(struct job *jobs, size_t count, size_t max_bytes, enum fr_exit *worst)
{
	struct pollfd *ends = calloc(count, sizeof(*ends));
	int64_t first = INT64_MAX;

	if (ends == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		ends[i] = (struct pollfd){ .fd = jobs[i].pid != 0 ? jobs[i].fd : -1, .events = POLLIN };
		if (jobs[i].pid != 0 && jobs[i].deadline_ms < first)
			first = jobs[i].deadline_ms;
	}
	first -= now_ms();
	poll(ends, (nfds_t)count, first > 0 ? (int)(first < 1000000 ? first : 1000000) : 0);
	for (size_t i = 0; i < count; i++) {
		if (jobs[i].pid == 0)
			continue;
		if (ends[i].revents != 0 && take(&jobs[i], max_bytes)) {
			*worst = fr_exit_worse(*worst, finish(&jobs[i], max_bytes));
		} else if (jobs[i].deadline_ms <= now_ms() && !jobs[i].late) {
			jobs[i].late = true;
			kill(jobs[i].pid, SIGKILL);
			*worst = fr_exit_worse(*worst, finish(&jobs[i], max_bytes));
		}
	}
	free(ends);
}

static struct job *free_job(struct job *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (jobs[i].pid == 0)
			return &jobs[i];
	return NULL;
}

static bool any_running(const struct job *jobs, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (jobs[i].pid != 0)
			return true;
	return false;
}

enum fr_exit fleet_run(const struct options *options, fleet_look *look, void *state)
{
	struct servers servers = { 0 };
	size_t count = (size_t)options->jobs, next = 0;
	struct job *jobs = calloc(count, sizeof(*jobs)), *job;
	enum fr_exit worst = FR_EX_OK;
	struct fr_error err;

	if (jobs == NULL)
		abort();
	read_servers(&servers, options->fleet);
	while (next < servers.count || any_running(jobs, count)) {
		while (next < servers.count && (job = free_job(jobs, count)) != NULL) {
			const struct server *server = &servers.all[next++];

			if (start(job, server, options, look, state) == 0)
				continue;
			fr_error_set(&err, FR_EX_IOERR, "%s: cannot start a process: %s", server->name,
				     strerror(errno));
			fr_report(&err);
			fr_put(failed(server, &err));
			worst = fr_exit_worse(worst, err.code);
		}
		wait_for(jobs, count, options->args.max_bytes, &worst);
	}
	for (size_t i = 0; i < servers.count; i++) {
		free(servers.all[i].name);
		free(servers.all[i].dsn);
	}
	free(servers.all);
	free(jobs);
	return worst;
}

#include "tell.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "envelope.h"
#include "json.h"

#define MOST_MS 60000 /* longer than fr-alert takes for every channel that it knows */

extern char **environ;

/* "fr-alert", or the path of the one in the folder of this program. */
static void find(char *path, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", path, size - sizeof("/fr-alert"));
	char *slash;

	path[length > 0 ? length : 0] = '\0';
	slash = strrchr(path, '/');
	if (slash != NULL) {
		memcpy(slash, "/fr-alert", sizeof("/fr-alert"));
		if (access(path, X_OK) == 0)
			return;
	}
	snprintf(path, size, "fr-alert");
}

static int start(pid_t *child, char *const argv[], int input)
{
	posix_spawn_file_actions_t actions;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	failed = posix_spawnp(child, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

/* Its exit status, or -1. */
static int wait_for(pid_t child)
{
	struct pollfd ended = { .fd = pidfd_open(child, 0), .events = POLLIN };
	int got = 0, status = 0;

	while (ended.fd >= 0 && (got = poll(&ended, 1, MOST_MS)) < 0 && errno == EINTR)
		;
	if (ended.fd >= 0)
		close(ended.fd);
	if (got <= 0)
		kill(child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return got > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const char *operand, jv envelope, struct fr_error *err)
{
	char path[4096];
	char *const argv[] = { path, (char *)(uintptr_t)operand, NULL };
	jv text = jv_dump_string(envelope, 0);
	int fd = memfd_create("fr-remediate", MFD_CLOEXEC), failed;
	size_t length = (size_t)jv_string_length_bytes(jv_copy(text));
	pid_t child;

	find(path, sizeof(path));
	if (fd >= 0)
		errno = ENOSPC; /* a short write sets none, and the child would be nobody */
	failed = fd < 0 || write(fd, jv_string_value(text), length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) < 0 ?
		     errno :
		     start(&child, argv, fd);
	jv_free(text);
	if (fd >= 0)
		close(fd);
	if (failed != 0)
		return fr_error_set(err, FR_EX_NOPERM, "cannot tell a human: fr-alert: %s", strerror(failed));
	failed = wait_for(child);
	if (failed == 0)
		return 0;
	fr_error_set(err, FR_EX_NOPERM, "cannot tell a human: fr-alert failed with status %d", failed);
	return fr_error_hint(err, "see alert_to in fr.conf(5), or say --no-alert");
}

int tell_check(struct fr_error *err)
{
	return run("check", jv_object(), err);
}

static jv notice(const struct remedy *remedy, const struct server *server, const char *when, const char *text)
{
	bool ends_session = remedy->verb->kind == TARGET_SESSION;
	jv made = fr_json_set(jv_object(), "incident", jv_string_fmt("remediation %s %s", remedy->key, when));

	made = fr_json_set(made, "severity", jv_string(ends_session ? "high" : "medium"));
	made =
	    fr_json_set(made, "title",
			jv_string_fmt("%s: %s %s %s", server->database, when, remedy->verb->name, remedy->target_text));
	return fr_json_set(made, "text", jv_string(text));
}

static int tell(const struct remedy *remedy, const struct server *server, const char *when, const char *text,
		struct fr_error *err)
{
	jv envelope = fr_envelope_new();
	jv source = fr_json_set(jv_object(), "database", jv_string(server->database));

	envelope = fr_json_set(envelope, "source", source);
	envelope = fr_json_set(envelope, "notice", notice(remedy, server, when, text));
	return run(NULL, envelope, err);
}

int tell_before(const struct remedy *remedy, const struct server *server, struct fr_error *err)
{
	char *text;
	int result;

	if (asprintf(
		&text,
		"fr-remediate is about to do it (action %lld): %s.\n\n%s\n\nfr-remediate stop keeps it from doing more.",
		(long long)remedy->id, remedy->why, remedy->verb->undo) < 0)
		abort();
	result = tell(remedy, server, "about to", text, err);
	free(text);
	return result;
}

int tell_after(const struct remedy *remedy, const struct server *server, struct fr_error *err)
{
	char *text;
	int result;

	if (asprintf(&text, "Action %lld is %s: %s.\n\nfr-remediate show %lld tells more.", (long long)remedy->id,
		     remedy->state, remedy->result != NULL ? remedy->result : remedy->refusal,
		     (long long)remedy->id) < 0)
		abort();
	result = tell(remedy, server, remedy->state, text, err);
	free(text);
	return result;
}

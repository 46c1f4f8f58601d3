#include "shell.h"

#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool ends_with(const char *text, size_t length, const char *suffix)
{
	size_t want = strlen(suffix);

	return length >= want && strncmp(text + length - want, suffix, want) == 0;
}

/* Ours less what may be a secret; the caller frees the array alone. */
static char **environment_of_child(void)
{
	static const char *const suffixes[] = { "_API_KEY=", "_WEBHOOK_URL=", "_ROUTING_KEY=", "_SECRET=" };
	size_t count = 0, kept = 0;
	char **copy;

	while (environ[count] != NULL)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	if (copy == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		size_t name = strcspn(environ[i], "=") + 1;
		bool key = false;

		for (size_t j = 0; j < sizeof(suffixes) / sizeof(suffixes[0]) && !key; j++)
			key = ends_with(environ[i], name, suffixes[j]);
		if (!key)
			copy[kept++] = environ[i];
	}
	return copy;
}

int fr_shell_start(pid_t *child, const char *command, int input, int output, enum fr_shell_group group)
{
	char *const argv[] = { "sh", "-c", (char *)(uintptr_t)command, NULL };
	char **environment = environment_of_child();
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int failed;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	posix_spawnattr_init(&attributes);
	if (group == FR_SHELL_OWN_GROUP)
		posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	failed = posix_spawn(child, "/bin/sh", &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	free(environment);
	return failed;
}

int fr_shell_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

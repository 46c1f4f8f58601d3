#include "credentials.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "paths.h"
#include "shell.h"

#define KEY_BYTES 4096 /* the longest key taken; the vendors' are about 100 bytes */

void fr_secret_wipe(struct fr_secret *secret)
{
	if (secret->text != NULL)
		explicit_bzero(secret->text, strlen(secret->text));
	free(secret->text);
	secret->text = NULL;
}

static void leave_no_traces(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* Keep the key in text, which is wiped: without the line end behind it, and only when it could be one. */
static int keep(struct fr_secret *secret, char *text, struct fr_error *err)
{
	size_t length = strlen(text);
	int result = 1;

	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		text[--length] = '\0';
	for (size_t i = 0; i < length && result == 1; i++)
		if (!isgraph((unsigned char)text[i]))
			result = fr_error_set(err, FR_EX_CONFIG, "the key from %s holds a character that no key has",
					      secret->source);
	if (length == 0)
		result = fr_error_set(err, FR_EX_CONFIG, "the key from %s is empty", secret->source);
	if (result == 1)
		secret->text = strdup(text);
	explicit_bzero(text, length);
	return result;
}

/* All that fd gives, up to a key's size, and close it. */
static int keep_from(int fd, struct fr_secret *secret, struct fr_error *err)
{
	char text[KEY_BYTES + 1];
	size_t length = 0;
	ssize_t got;

	while (length < KEY_BYTES && (got = read(fd, text + length, KEY_BYTES - length)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			fr_error_set(err, FR_EX_CONFIG, "cannot read the key from %s: %s", secret->source,
				     strerror(errno));
			explicit_bzero(text, length);
			close(fd);
			return -1;
		}
		length += (size_t)got;
	}
	close(fd);
	text[length] = '\0';
	if (length == KEY_BYTES || strlen(text) != length) {
		explicit_bzero(text, length);
		return fr_error_set(err, FR_EX_CONFIG, "what %s holds is no key", secret->source);
	}
	return keep(secret, text, err);
}

static int from_file(const char *path, struct fr_secret *secret, struct fr_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat about;

	snprintf(secret->source, sizeof(secret->source), "file '%s'", path);
	if (fd < 0 || fstat(fd, &about) < 0) {
		fr_error_set(err, FR_EX_CONFIG, "cannot read the key from %s: %s", secret->source, strerror(errno));
		if (fd >= 0)
			close(fd);
		return -1;
	}
	if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
		close(fd);
		fr_error_set(err, FR_EX_NOPERM, "the key in %s can be read by others than its owner", secret->source);
		return fr_error_hint(err, "chmod 600 '%s'", path);
	}
	return keep_from(fd, secret, err);
}

static int from_command(const char *shell_command, struct fr_secret *secret, struct fr_error *err)
{
	int ends[2], nothing, status = 0, failed, result;
	pid_t child;

	snprintf(secret->source, sizeof(secret->source), "api_key_command");
	if (pipe2(ends, O_CLOEXEC) < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot run api_key_command: %s", strerror(errno));
	nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
	failed = nothing < 0 ? errno : fr_shell_start(&child, shell_command, nothing, ends[1], FR_SHELL_OUR_GROUP);
	if (nothing >= 0)
		close(nothing);
	close(ends[1]);
	if (failed != 0) {
		close(ends[0]);
		return fr_error_set(err, FR_EX_CONFIG, "cannot run api_key_command: %s", strerror(failed));
	}
	result = keep_from(ends[0], secret, err);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (status == 0)
		return result;
	fr_secret_wipe(secret);
	return fr_error_set(err, FR_EX_CONFIG, "api_key_command failed with status %d", fr_shell_status(status));
}

/* Take it out of the environment, and out of the memory that /proc shows as environ. */
static int from_environment(const char *lower_name, struct fr_secret *secret, struct fr_error *err)
{
	char name[64];
	char *value;
	int result;

	snprintf(name, sizeof(name), "%s", lower_name);
	for (char *c = name; *c != '\0'; c++)
		*c = (char)toupper((unsigned char)*c);
	value = getenv(name);
	if (value == NULL || *value == '\0')
		return 0;
	snprintf(secret->source, sizeof(secret->source), "%s in the environment", name);
	result = keep(secret, value, err);
	unsetenv(name);
	return result;
}

/* The path of systemd's credential of that name, the caller's to free; NULL when there is none. */
static char *systemd_credential(const char *name)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	char *path;

	if (folder == NULL || *folder == '\0')
		return NULL;
	path = fr_path_join(folder, name);
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static int from_surroundings(const char *name, struct fr_secret *secret, struct fr_error *err)
{
	char *credential = systemd_credential(name);
	int found;

	if (credential == NULL)
		return from_environment(name, secret, err);
	found = from_file(credential, secret, err);
	free(credential);
	return found;
}

int fr_credentials_find(const struct fr_config *config, const char *provider, struct fr_secret *secret,
			struct fr_error *err)
{
	const char *file = fr_config_text(config, "api_key_file");
	const char *shell_command = fr_config_text(config, "api_key_command");
	char name[64];

	leave_no_traces();
	secret->text = NULL;
	if (*file != '\0')
		return from_file(file, secret, err);
	if (*shell_command != '\0')
		return from_command(shell_command, secret, err);
	snprintf(name, sizeof(name), "%s_api_key", provider);
	return from_surroundings(name, secret, err);
}

int fr_credentials_named(const struct fr_config *config, const char *name, struct fr_secret *secret,
			 struct fr_error *err)
{
	char key[64];
	const char *file;

	leave_no_traces();
	secret->text = NULL;
	snprintf(key, sizeof(key), "%s_file", name);
	file = fr_config_text(config, key);
	return *file != '\0' ? from_file(file, secret, err) : from_surroundings(name, secret, err);
}

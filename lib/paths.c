#include "paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static char *joined(const char *one, const char *between, const char *other)
{
	size_t bytes = strlen(one) + strlen(between) + strlen(other) + 1;
	char *whole = malloc(bytes);

	if (whole == NULL)
		abort();
	snprintf(whole, bytes, "%s%s%s", one, between, other);
	return whole;
}

char *fr_path_join(const char *folder, const char *name)
{
	return joined(folder, "/", name);
}

char *fr_path_with(const char *path, const char *suffix)
{
	return joined(path, "", suffix);
}

/* $variable/fr, or $HOME/fallback/fr. Relative values do not count: the XDG specification wants them ignored. */
static char *base(const char *variable, const char *fallback)
{
	const char *folder = getenv(variable);
	const char *home = getenv("HOME");
	char *under_home, *path;

	if (folder != NULL && folder[0] == '/')
		return fr_path_join(folder, "fr");
	if (home == NULL || home[0] != '/')
		return NULL;
	under_home = fr_path_join(home, fallback);
	path = fr_path_join(under_home, "fr");
	free(under_home);
	return path;
}

char *fr_path_config(const char *name)
{
	char *folder = base("XDG_CONFIG_HOME", ".config");
	char *path;

	if (folder == NULL || name == NULL)
		return folder;
	path = fr_path_join(folder, name);
	free(folder);
	return path;
}

static int make_folders(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		int made;

		*slash = '\0';
		made = mkdir(path, 0700);
		*slash = '/';
		if (made < 0 && errno != EEXIST)
			return -1;
	}
	return mkdir(path, 0700) < 0 && errno != EEXIST ? -1 : 0;
}

char *fr_path_state(const char *name, struct fr_error *err)
{
	char *folder = base("XDG_STATE_HOME", ".local/state");
	char *path = NULL;

	if (folder == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "neither XDG_STATE_HOME nor HOME names a folder to keep state in");
		return NULL;
	}
	if (make_folders(folder) < 0)
		fr_error_set(err, FR_EX_IOERR, "cannot make folder '%s': %s", folder, strerror(errno));
	else
		path = fr_path_join(folder, name);
	free(folder);
	return path;
}

#include "store_place.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

/* What is spooled names its store, and the next run may start from another folder. */
static char *absolute(const char *path, struct fr_error *err)
{
	char *here, *joined;

	if (path[0] == '/')
		return strdup(path);
	here = getcwd(NULL, 0);
	if (here == NULL) {
		fr_error_set(err, FR_EX_IOERR, "cannot tell which folder '%s' is in: %s", path, strerror(errno));
		return NULL;
	}
	joined = fr_path_join(here, path);
	free(here);
	return joined;
}

static char *path_of(const char *setting, struct fr_error *err)
{
	const char *home = getenv("HOME");

	if (setting[0] == '\0')
		return fr_path_state("fr.db", err);
	if (strncmp(setting, "~/", 2) == 0 && home != NULL)
		return fr_path_join(home, setting + 2);
	return absolute(setting, err);
}

/* "postgresql://…", or "host = …": a file of such a name can be given as ./host=… */
static bool is_server(const char *setting)
{
	size_t word = strspn(setting, "abcdefghijklmnopqrstuvwxyz_");

	return strncmp(setting, "postgresql://", 13) == 0 || strncmp(setting, "postgres://", 11) == 0 ||
	       (word > 0 && setting[word + strspn(setting + word, " ")] == '=');
}

int fr_store_place(struct fr_store_place *place, const struct fr_config *config, struct fr_error *err)
{
	const char *setting = fr_config_text(config, "store");

	*place = (struct fr_store_place){ 0 };
	if (is_server(setting))
		return fr_store_place_server(place, setting, fr_config_text(config, "store_schema"), err);
	if (strstr(setting, "://") != NULL) { /* not repeated: it may hold a password */
		fr_error_set(err, FR_EX_CONFIG, "'store' is an address that is not known here");
		return fr_error_hint(err, "give postgresql://… or the path of a file");
	}
	place->name = path_of(setting, err);
	return place->name != NULL ? 0 : -1;
}

void fr_store_place_release(struct fr_store_place *place)
{
	free(place->name);
	free(place->conninfo);
	free(place->schema);
	*place = (struct fr_store_place){ 0 };
}

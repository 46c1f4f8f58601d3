/*
 * paths.h: the folders that belong to the user (XDG base directories).
 */
#ifndef FR_PATHS_H
#define FR_PATHS_H

#include "error.h"

/* folder/name; the caller frees it. Never NULL. */
char *fr_path_join(const char *folder, const char *name);

/* $XDG_CONFIG_HOME/fr/NAME (~/.config/fr/NAME), the folder itself when name is NULL; the caller frees it. NULL: no
 * home. */
char *fr_path_config(const char *name);

/* path and suffix in one; the caller frees it. Never NULL. */
char *fr_path_with(const char *path, const char *suffix);

/*
 * $XDG_STATE_HOME/fr/NAME (~/.local/state/fr/NAME); the caller frees it. The folder is made, 0700, when it
 * is missing. NULL and *err: there is no home, or the folder cannot be made.
 */
char *fr_path_state(const char *name, struct fr_error *err);

#endif

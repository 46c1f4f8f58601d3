/*
 * share.h: where the knowledge files are.
 *
 * Searched in this order: the folder given on the command line, $FR_SHARE (folders with
 * colons between), $XDG_CONFIG_HOME/fr (~/.config/fr), and the installed share: ../share/fr seen from
 * the running binary (which build/share/fr is, in the tree), else the folder chosen at build time.
 */
#ifndef FR_SHARE_H
#define FR_SHARE_H

#include <stddef.h>

#include "error.h"

struct fr_share {
	char *folders[16];
	size_t count;
};

struct fr_share_file {
	char *name; /* the file's name without its folder and suffix */
	char *path;
};

struct fr_share_files {
	struct fr_share_file *files; /* sorted by name */
	size_t count;
};

/* Find the folders. first is searched before all others; NULL when there is none. */
int fr_share_init(struct fr_share *share, const char *first, struct fr_error *err);
void fr_share_release(struct fr_share *share);

/* The path of "rules/README.md" in the first folder that has it; the caller frees it. NULL: nobody has it. */
char *fr_share_path(const struct fr_share *share, const char *name);

/*
 * The files "subfolder/NAME<suffix>" of all folders, each NAME once (the first folder that has it wins). A missing
 * subfolder is an empty one. Names that begin with a dot are passed over.
 */
int fr_share_list(const struct fr_share *share, const char *subfolder, const char *suffix, struct fr_share_files *files,
		  struct fr_error *err);
void fr_share_files_release(struct fr_share_files *files);

/* The content of a file with a NUL behind it, and its *length when that is wanted; the caller frees it. */
char *fr_share_read(const char *path, size_t *length, struct fr_error *err);

/* fr_share_path and fr_share_read; missing is FR_EX_CONFIG. */
char *fr_share_text(const struct fr_share *share, const char *name, size_t *length, struct fr_error *err);

#endif

/*
 * catalog.h: which prompts there are.
 */
#ifndef FR_PROMPT_CATALOG_H
#define FR_PROMPT_CATALOG_H

#include "error.h"
#include "share.h"

/*
 * The file of the prompt name, which is a file itself when it has a slash; the caller frees it. NULL and FR_EX_CONFIG,
 * with the nearest name there is, when there is no such prompt.
 */
char *catalog_path(const struct fr_share *share, const char *name, struct fr_error *err);

/* The prompt's name: what catalog_path took, without folders and suffix; the caller frees it. */
char *catalog_name(const char *path);

/* Print every prompt's name and purpose, the first comment of its file. */
int catalog_list(const struct fr_share *share, struct fr_error *err);

/* Print the text of a prompt. */
int catalog_show(const struct fr_share *share, const char *name, struct fr_error *err);

#endif

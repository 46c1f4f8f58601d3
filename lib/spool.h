/*
 * spool.h: entries that the store could not take, kept as files until it can.
 *
 * One file an entry, 0600, one line of JSON, in the folder STORE.spool beside the store, or in spool/ of the state
 * folder when there cannot be one; when that cannot be written either, in XDG_RUNTIME_DIR or TMPDIR. Folders that
 * belong to others, or that others can read, are passed over. Taking in an entry twice does no harm (store.h), so a
 * crash between keeping it and deleting its file loses nothing and doubles nothing, and no locks are needed.
 */
#ifndef FR_SPOOL_H
#define FR_SPOOL_H

#include <jv.h>

#include "error.h"
#include "store.h"

/* Keep an entry (entry.h) for the store at place. *path is its file, the caller frees it. FR_EX_IOERR. Borrows entry.
 */
int fr_spool_put(const char *place, jv entry, char **path, struct fr_error *err);

/*
 * Move what is spooled for the store at place into it; *taken of them. FR_EX_IOERR when the store does not take them. A
 * file that holds no entry is put aside as NAME.broken (FR_EX_DATAERR), and one that cannot be deleted stays
 * (FR_EX_NOPERM); *err speaks of the last of these, after all others were taken in.
 */
int fr_spool_take(struct fr_store *store, const char *place, int *taken, struct fr_error *err);

#endif

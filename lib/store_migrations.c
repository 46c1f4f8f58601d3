#include <stdlib.h>

#include "store_backend.h"

/* The files whose names begin with a number are 0001, 0002, …, and none is missing. They sort before the others. */
static int count(const struct fr_share_files *files, int *newest, struct fr_error *err)
{
	*newest = 0;
	for (size_t i = 0; i < files->count; i++) {
		char *end;
		long number = strtol(files->files[i].name, &end, 10);

		if (end != files->files[i].name + 4 || *end != '_')
			continue;
		if (number != *newest + 1)
			return fr_error_set(err, FR_EX_CONFIG,
					    "migration %d of the store is missing or there twice: found '%s'",
					    *newest + 1, files->files[i].path);
		(*newest)++;
	}
	return 0;
}

int fr_store_migrations(const struct fr_store *store, struct fr_share_files *files, int *newest, struct fr_error *err)
{
	int done;

	if (fr_share_list(store->share, store->backend->folder, ".sql", files, err) < 0)
		return -1;
	done = count(files, newest, err);
	if (done == 0 && *newest == 0)
		done = fr_error_set(err, FR_EX_CONFIG,
				    "cannot find the store's schema (%s/0001_*.sql) in any share folder",
				    store->backend->folder);
	if (done < 0)
		fr_share_files_release(files);
	return done;
}

int fr_store_check_version(const struct fr_store *store, int version, int newest, struct fr_error *err)
{
	if (version <= newest)
		return 0;
	fr_error_set(err, FR_EX_CONFIG, "store '%s' is newer (version %d) than this tool (version %d)", store->name,
		     version, newest);
	return fr_error_hint(err, "use the release that made it, or --store with another one");
}

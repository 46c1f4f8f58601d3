/*
 * places.h: stores for the C tests: files, or schemas of the server that $FR_TEST_STORE is the connection string of.
 * tests/store.bats runs them a second time with a server.
 */
#ifndef FR_PLACES_H
#define FR_PLACES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "store.h"

static char places_folder[] = "/tmp/fr-unit-XXXXXX";
static struct fr_store_place places_now;
static int places_count;

static inline void places_remove_files(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };

	for (size_t i = 0; places_now.conninfo == NULL && places_now.name != NULL && i < 3; i++) {
		char path[sizeof(places_folder) + 32];

		snprintf(path, sizeof(path), "%s%s", places_now.name, ends[i]);
		unlink(path);
	}
}

/* A place where nothing is yet, until the next. */
static inline const struct fr_store_place *places_fresh(void)
{
	char path[sizeof(places_folder) + 16], schema[40];
	const char *server = getenv("FR_TEST_STORE");
	struct fr_config *config;
	struct fr_error err;

	if (places_count == 0 && mkdtemp(places_folder) == NULL)
		abort();
	places_remove_files();
	fr_store_place_release(&places_now);
	snprintf(path, sizeof(path), "%s/fr.db", places_folder);
	snprintf(schema, sizeof(schema), "unit_%d_%d", (int)getpid(), places_count++);
	if (fr_config_load(&config, &err) < 0 ||
	    fr_config_set(config, "store", server != NULL ? server : path, "unit", &err) < 0 ||
	    fr_config_set(config, "store_schema", schema, "unit", &err) < 0 ||
	    fr_store_place(&places_now, config, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	fr_config_free(config);
	return &places_now;
}

static inline void places_end(void)
{
	places_remove_files();
	fr_store_place_release(&places_now);
	if (rmdir(places_folder) < 0)
		abort();
}

#endif

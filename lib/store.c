#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_backend.h"

static int open_as(const struct fr_store_backend *backend, struct fr_store **store, const struct fr_share *share,
		   const struct fr_store_place *place, enum fr_store_access access, int wait_seconds,
		   struct fr_error *err)
{
	int opened;

	*store = calloc(1, backend->bytes);
	if (*store == NULL)
		abort();
	**store = (struct fr_store){ backend, share, strdup(place->name), wait_seconds };
	opened = backend->open(*store, place, access, err);
	if (opened != 0) {
		fr_store_free(*store);
		*store = NULL;
	}
	return opened;
}

int fr_store_open(struct fr_store **store, const struct fr_share *share, const struct fr_store_place *place,
		  enum fr_store_access access, int wait_seconds, struct fr_error *err)
{
	const struct fr_store_place empty = { .name = ":memory:" };
	int opened = open_as(place->conninfo != NULL ? &fr_store_postgresql : &fr_store_sqlite, store, share, place,
			     access, wait_seconds, err);

	return opened == 1 ? open_as(&fr_store_sqlite, store, share, &empty, access, wait_seconds, err) : opened;
}

void fr_store_free(struct fr_store *store)
{
	if (store == NULL)
		return;
	store->backend->close(store);
	free(store->name);
	free(store);
}

int fr_store_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
		   struct fr_error *err)
{
	return store->backend->query(store, name, parameters, row, state, err);
}

int fr_store_collect(jv row, void *state, struct fr_error *err)
{
	jv *rows = state;

	(void)err;
	*rows = jv_array_append(*rows, row);
	return 0;
}

int fr_store_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err)
{
	return store->backend->transaction(store, work, state, err);
}

static int take_first(jv row, void *state, struct fr_error *err)
{
	jv *first = state;

	(void)err;
	if (jv_get_kind(*first) == JV_KIND_NULL)
		*first = row;
	else
		jv_free(row);
	return 0;
}

int fr_store_first(struct fr_store *store, const char *name, jv parameters, jv *row, struct fr_error *err)
{
	int status;

	*row = jv_null();
	status = fr_store_query(store, name, parameters, take_first, row, err);
	jv_free(parameters);
	return status;
}

char *fr_store_statement(const struct fr_store *store, const char *name, struct fr_error *err)
{
	char file[128];

	snprintf(file, sizeof(file), "%s/%s.sql", store->backend->folder, name);
	return fr_share_text(store->share, file, NULL, err);
}

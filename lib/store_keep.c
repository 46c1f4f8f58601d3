#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "store.h"

struct keeping {
	const char *table;
	jv entry; /* borrowed */
	struct fr_kept *kept;
};

/* Takes log_id out of the row that the statement gives. */
static int ask(struct fr_store *store, const char *begin, const struct keeping *keeping, struct fr_error *err)
{
	char name[64];
	char *id;
	jv row;
	int status;

	snprintf(name, sizeof(name), "%s_%s", begin, keeping->table);
	status = fr_store_first(store, name, jv_copy(keeping->entry), &row, err);
	id = fr_json_text(row, "log_id");
	snprintf(keeping->kept->id, sizeof(keeping->kept->id), "%s", id != NULL ? id : "");
	free(id);
	jv_free(row);
	return status;
}

static int keep(struct fr_store *store, void *state, struct fr_error *err)
{
	const struct keeping *keeping = state;

	if (ask(store, "keep", keeping, err) < 0)
		return -1;
	keeping->kept->before = keeping->kept->id[0] == '\0';
	return keeping->kept->before ? ask(store, "kept", keeping, err) : 0;
}

int fr_store_keep(struct fr_store *store, jv entry, struct fr_kept *kept, struct fr_error *err)
{
	char *table = fr_json_text(entry, "table");
	struct keeping keeping = { table, entry, kept };
	int done = -1;

	if (table == NULL || (strcmp(table, "ai_diagnoses") != 0 && strcmp(table, "ai_errors") != 0))
		fr_error_set(err, FR_EX_DATAERR, "not an entry of the store");
	else
		done = fr_store_transaction(store, keep, &keeping, err);
	free(table);
	return done;
}

#include "try.h"

int try_begin(struct try *try, struct caller *caller, const char *sql, struct fr_error *err)
{
	*try = (struct try){ .caller = caller };
	if (call_connect(caller, err) < 0)
		return -1;
	if (fr_hypopg_new(&try->trial, caller->db, caller->policy, &caller->share, sql, caller->timeout, err) == 0)
		return 0;
	if (err->code == FR_EX_UNAVAILABLE)
		call_disconnect(caller);
	return -1;
}

void try_end(struct try *try)
{
	fr_hypopg_free(try->trial);
	try->trial = NULL;
}

/* The program is compiled once there is something to judge. */
static int judge(struct caller *caller, const char *definition, jv *index, struct fr_error *err)
{
	*index = jv_invalid();
	if (caller->indexes == NULL && fr_index_policy_new(&caller->indexes, &caller->share, err) < 0)
		return -1;
	return fr_index_policy_judge(caller->indexes, definition, index, err);
}

int try_one(struct try *try, const char *definition, jv *row, struct fr_error *err)
{
	jv index;
	int result = judge(try->caller, definition, &index, err);

	*row = jv_invalid();
	if (result == 0)
		result = fr_hypopg_try(try->trial, index, row, err);
	jv_free(index);
	if (result < 0 && err->code == FR_EX_UNAVAILABLE)
		call_disconnect(try->caller);
	return result;
}

int try_index(struct caller *caller, const char *sql, const char *definition, jv *rows, struct fr_error *err)
{
	struct try try;
	jv row;
	int result = try_begin(&try, caller, sql, err);

	if (result == 0 && try.trial == NULL)
		result = fr_error_set(err, FR_EX_DATAERR, "the database has no extension hypopg");
	if (result == 0 && (result = try_one(&try, definition, &row, err)) == 0)
		*rows = jv_array_append(jv_array(), row);
	try_end(&try);
	return result;
}

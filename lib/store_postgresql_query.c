#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_internal.h"
#include "json.h"
#include "store_postgresql.h"

#define PARAMETERS_MOST 64
#define OID_TIMESTAMPTZ 1184

/* A value as text, the caller's to free; NULL is SQL's NULL. U+0000, which the server has no place for, becomes U+FFFD.
 * Consumes value. */
static char *text_of(jv value)
{
	char number[32];
	char *text = NULL, *to;
	size_t length;

	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		length = (size_t)jv_string_length_bytes(jv_copy(value));
		text = to = malloc(3 * length + 1);
		if (text == NULL)
			abort();
		for (const char *from = jv_string_value(value); length > 0; from++, length--)
			if (*from == '\0')
				to = mempcpy(to, "\xef\xbf\xbd", 3);
			else
				*to++ = *from;
		*to = '\0';
		break;
	case JV_KIND_NUMBER:
		snprintf(number, sizeof(number),
			 jv_number_value(value) == floor(jv_number_value(value)) ? "%.0f" : "%.17g",
			 jv_number_value(value));
		text = strdup(number);
		break;
	case JV_KIND_TRUE:
	case JV_KIND_FALSE:
		text = strdup(jv_get_kind(value) == JV_KIND_TRUE ? "true" : "false");
		break;
	default:
		break;
	}
	jv_free(value);
	return text;
}

/* Times have six places, as those that fr writes itself. "2026-11-23 10:00:00.5+00": the session is in UTC. */
static jv timestamp(const char *text)
{
	char micro[7] = "000000";
	size_t places;

	if (strlen(text) < 22 || strcmp(text + strlen(text) - 3, "+00") != 0)
		return jv_string(text); /* infinity, or before Christ */
	places = text[19] == '.' ? strspn(text + 20, "0123456789") : 0;
	memcpy(micro, text + 20, places < 6 ? places : 6);
	return jv_string_fmt("%.10sT%.8s.%sZ", text, text + 11, micro);
}

static jv row_of(const PGresult *result, int row)
{
	jv object = jv_object();

	for (int i = 0; i < PQnfields(result); i++) {
		bool time = PQftype(result, i) == OID_TIMESTAMPTZ && !PQgetisnull(result, row, i);
		jv value = time ? timestamp(PQgetvalue(result, row, i)) : fr_database_value(result, row, i);

		object = fr_json_set(object, PQfname(result, i), value);
	}
	return object;
}

/*
 * In a transaction the first statement takes its beginning along. One that changes something by itself waits for its
 * turn as transactions do, as in SQLite: what it looks at is what the others before it left.
 */
static int send(struct fr_postgresql *pg, const struct fr_postgresql_statement *statement, jv parameters,
		PGresult **result, struct fr_error *err)
{
	char *values[PARAMETERS_MOST];
	struct fr_postgresql_command commands[3];
	bool begins = pg->in_transaction && !pg->begun;
	int count = 0, status;

	if (statement->count > PARAMETERS_MOST)
		return fr_error_set(err, FR_EX_CONFIG, "statement '%s' of the store has too many parameters",
				    statement->name);
	for (int i = 0; i < statement->count; i++)
		values[i] = text_of(fr_json_get(parameters, statement->parameters[i]));
	if (begins)
		commands[count++] = (struct fr_postgresql_command){ .sql = "BEGIN" };
	if (begins || (!pg->in_transaction && statement->changes))
		commands[count++] = (struct fr_postgresql_command){ .sql = FR_POSTGRESQL_LOCK };
	commands[count++] =
	    (struct fr_postgresql_command){ statement->sql, (const char *const *)values, statement->count, true };
	pg->begun |= begins;
	status = fr_postgresql_send(pg, commands, count, statement->changes ? "write" : "read", result, err);
	pg->failed = status < 0;
	for (int i = 0; i < statement->count; i++)
		free(values[i]);
	return status;
}

int fr_postgresql_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state,
			struct fr_error *err)
{
	struct fr_postgresql *pg = (struct fr_postgresql *)store;
	const struct fr_postgresql_statement *statement = fr_postgresql_statement(pg, name, err);
	int64_t until_ms = fr_database_now_ms() + 1000 * (int64_t)store->wait_seconds;
	PGresult *result = NULL;
	int status = 0;

	if (statement == NULL)
		return -1;
	if (pg->in_transaction && pg->failed)
		return fr_error_set(err, FR_EX_FAULT, "a transaction of the store goes on after it failed");
	while ((pg->db == NULL && fr_postgresql_reconnect(pg, until_ms, err) < 0) ||
	       send(pg, statement, parameters, &result, err) < 0)
		if (!pg->lost || pg->in_transaction || fr_database_now_ms() >= until_ms)
			return -1;
	for (int i = 0; status == 0 && i < PQntuples(result); i++)
		status = row(row_of(result, i), state, err);
	PQclear(result);
	return status;
}

static int end(struct fr_postgresql *pg, const char *how, struct fr_error *err)
{
	const struct fr_postgresql_command command = { .sql = how, .ends = true };
	PGresult *result;
	int status = 0;

	if (pg->begun && pg->db != NULL) {
		status = fr_postgresql_send(pg, &command, 1, "write", &result, err);
		PQclear(result);
	}
	pg->begun = false;
	return status;
}

/* Two that stand in each other's way: one of them is told to begin again. */
static bool conflict(const struct fr_postgresql *pg)
{
	return strcmp(pg->sqlstate, "40001") == 0 || strcmp(pg->sqlstate, "40P01") == 0;
}

static int try_once(struct fr_postgresql *pg, fr_store_work *work, void *state, struct fr_error *err)
{
	struct fr_error ignored;
	int status;

	pg->lost = pg->failed = false;
	pg->sqlstate[0] = '\0';
	pg->in_transaction = true;
	status = work(&pg->store, state, err);
	pg->in_transaction = false;
	if (status == 0 && !pg->failed)
		return end(pg, "COMMIT", err);
	if (!pg->lost) {
		bool again = conflict(pg);

		end(pg, "ROLLBACK", &ignored);
		pg->lost = again;
	}
	return -1;
}

/*
 * When the answer to COMMIT is lost, nobody knows whether it was done. So the whole is done once more over a new
 * connection, and work finds by its keys what is there already.
 */
int fr_postgresql_transaction(struct fr_store *store, fr_store_work *work, void *state, struct fr_error *err)
{
	struct fr_postgresql *pg = (struct fr_postgresql *)store;
	int64_t until_ms = fr_database_now_ms() + 1000 * (int64_t)store->wait_seconds;

	for (;;) {
		if (pg->db == NULL && fr_postgresql_reconnect(pg, until_ms, err) < 0)
			return -1;
		if (try_once(pg, work, state, err) == 0)
			return 0;
		if (!pg->lost || fr_database_now_ms() >= until_ms)
			return -1;
	}
}

#include "act.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act_internal.h"
#include "database_act.h"
#include "json.h"

void act_say(char **place, const char *format, ...)
{
	char *text;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		abort();
	va_end(arguments);
	free(*place);
	*place = text;
}

static enum fr_exit code_of(const char *sqlstate)
{
	if (strcmp(sqlstate, "55P03") == 0 || strcmp(sqlstate, "57014") == 0)
		return FR_EX_TEMPFAIL;
	return strcmp(sqlstate, "42501") == 0 ? FR_EX_NOPERM : FR_EX_UNAVAILABLE;
}

int act_send(struct actor *actor, struct remedy *remedy, const char *sql, const char *const *values, int count,
	     jv *rows, struct fr_error *err)
{
	struct fr_query query = { .sql = sql, .values = values, .count = count };
	struct fr_act_limits limits = { remedy->verb->lock_seconds, remedy->verb->statement_seconds };

	*rows = jv_array();
	remedy_add_statement(remedy, sql);
	if (fr_database_act(actor->looker.db, &query, limits, err) < 0) {
		actor->is_lost = true;
		return -1;
	}
	if (query.message != NULL) {
		fr_error_set(err, code_of(query.sqlstate), "%s", query.message);
		fr_queries_release(&query, 1);
		return -1;
	}
	jv_free(*rows);
	*rows = jv_copy(query.rows);
	fr_queries_release(&query, 1);
	return 0;
}

int act_claim(struct actor *actor, const char *claim_key, bool *ours, struct fr_error *err)
{
	const char *const values[] = { claim_key };
	struct fr_query query = { .sql = actor->looker.policy->claim, .values = values, .count = 1 };
	struct fr_act_limits limits = { 1, actor->looker.timeout_seconds };
	jv row;

	*ours = false;
	if (fr_database_act(actor->looker.db, &query, limits, err) < 0) {
		actor->is_lost = true;
		return -1;
	}
	if (query.message != NULL) {
		fr_error_set(err, FR_EX_NOPERM, "cannot claim it: %s", query.message);
		fr_queries_release(&query, 1);
		return -1;
	}
	row = jv_array_get(jv_copy(query.rows), 0);
	*ours = fr_json_true(row, "is_ours");
	jv_free(row);
	fr_queries_release(&query, 1);
	return 0;
}

void act_failed(struct actor *actor, struct remedy *remedy, const struct fr_error *err)
{
	remedy->state = actor->is_lost ? "unknown" : "failed";
	remedy->code = err->code;
	remedy_say(&remedy->result, err->message);
}

void act_call_off(struct actor *actor, struct remedy *remedy, const struct fr_error *err)
{
	if (actor->is_lost) {
		act_failed(actor, remedy, err);
		return;
	}
	remedy_refuse(remedy, err);
}

int act_verify(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err)
{
	return remedy->verb->kind == TARGET_SESSION ? act_verify_session(actor, remedy, done, err) :
						      act_verify_relation(actor, remedy, done, err);
}

void act(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };

	jv_free(remedy->statements); /* from here on it is what was sent, not what would be */
	remedy->statements = jv_array();
	if (gate_check_stop(actor->book, &err) < 0 || look_judge(&actor->looker, remedy, &err) < 0) {
		actor->is_lost = err.code == FR_EX_UNAVAILABLE;
		act_call_off(actor, remedy, &err);
		return;
	}
	if (remedy->verb->kind == TARGET_SESSION)
		act_on_session(actor, remedy);
	else
		act_on_relation(actor, remedy);
}

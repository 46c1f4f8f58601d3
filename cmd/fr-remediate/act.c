#include "act.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "database_act.h"
#include "json.h"

#define STEP_MS 250     /* between two looks at what changes by itself */
#define SETTLE_MS 10000 /* how long statistics and sessions take at the most to show what was done */

static void say(char **place, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(char **place, const char *format, ...)
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

/* Send it. -1 and *err when it was not done, or when nobody knows (is_lost). */
static int send(struct actor *actor, struct remedy *remedy, const char *sql, const char *const *values, int count,
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

static void fail(struct actor *actor, struct remedy *remedy, const struct fr_error *err)
{
	remedy->state = actor->is_lost ? "unknown" : "failed";
	remedy->code = err->code;
	remedy_say(&remedy->result, err->message);
}

/* Nothing was done, because it is not what it was any more. */
static void call_off(struct actor *actor, struct remedy *remedy, const struct fr_error *err)
{
	if (actor->is_lost) {
		fail(actor, remedy, err);
		return;
	}
	remedy_refuse(remedy, err);
}

static int session_after(struct actor *actor, struct remedy *remedy, bool *is_gone, double *still_blocked,
			 struct fr_error *err)
{
	jv facts = jv_dump_string(jv_copy(remedy->before), 0);
	const char *const values[] = { remedy->pid, remedy->backend_start, jv_string_value(facts) };
	jv row;
	int result = look_row(&actor->looker, actor->looker.policy->session_after, values, 3, &row, err);

	jv_free(facts);
	if (result < 0)
		return -1;
	*is_gone = fr_json_true(row, "is_gone");
	*still_blocked = fr_json_number(row, "still_blocked", 0);
	jv_free(remedy->after);
	remedy->after = row;
	return 0;
}

static int table_after(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err)
{
	const char *count = strcmp(remedy->verb->name, "vacuum_table") == 0 ? "vacuum_count" : "analyze_count";
	const char *time = strcmp(remedy->verb->name, "vacuum_table") == 0 ? "last_vacuum" : "last_analyze";
	jv row, before, after;

	if (look_at(&actor->looker, remedy, &row, err) < 0)
		return -1;
	jv_free(remedy->after);
	remedy->after = fr_json_get(row, "facts");
	jv_free(row);
	before = fr_json_get(remedy->before, time);
	after = fr_json_get(remedy->after, time);
	*done = fr_json_number(remedy->after, count, 0) > fr_json_number(remedy->before, count, 0) &&
		!jv_equal(before, after);
	return 0;
}

/* A rebuilt index is another one of the same name. */
static int index_after(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err)
{
	jv row;

	if (look_at(&actor->looker, remedy, &row, err) < 0)
		return -1;
	jv_free(remedy->after);
	remedy->after = fr_json_get(row, "facts");
	jv_free(row);
	*done = fr_json_true(remedy->after, "is_valid") &&
		fr_json_number(remedy->after, "oid", 0) != fr_json_number(remedy->before, "oid", 0);
	return 0;
}

int act_verify(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err)
{
	double still_blocked;

	switch (remedy->verb->kind) {
	case TARGET_SESSION:
		return session_after(actor, remedy, done, &still_blocked, err);
	case TARGET_INDEX:
		return index_after(actor, remedy, done, err);
	default:
		return table_after(actor, remedy, done, err);
	}
}

/* What is left of the index, one after the other: each drop may change what is left. */
int act_clean(struct actor *actor, struct remedy *remedy, int *dropped, struct fr_error *err)
{
	jv facts = jv_dump_string(jv_copy(remedy->before), 0);
	const char *const values[] = { remedy->name, jv_string_value(facts) };
	int result = 0;

	for (*dropped = 0; result == 0 && *dropped < 4; ++*dropped) {
		char *schema, *name, *target = NULL, *statement;
		jv row, rows;

		result = gate_check_stop(actor->book, err);
		if (result == 0)
			result = look_row(&actor->looker, actor->looker.policy->leftovers, values, 2, &row, err);
		if (result < 0)
			break;
		schema = fr_json_text(row, "schema");
		name = fr_json_text(row, "name");
		jv_free(row);
		if (schema != NULL && name != NULL)
			target = fr_database_name(actor->looker.db, schema, name, err);
		if (target == NULL) {
			result = schema != NULL && name != NULL ? -1 : 0;
			free(schema);
			free(name);
			break;
		}
		statement = policy_fill(remedy->verb->clean, "{target}", target);
		result = send(actor, remedy, statement, NULL, 0, &rows, err);
		jv_free(rows);
		if (result == 0)
			say(&remedy->result, "%s; the invalid index %s was dropped",
			    remedy->result != NULL ? remedy->result : "failed", target);
		free(statement);
		free(target);
		free(schema);
		free(name);
	}
	jv_free(facts);
	return result;
}

static void say_done(struct remedy *remedy)
{
	remedy->state = "done";
	remedy->code = FR_EX_OK;
	if (remedy->verb->kind == TARGET_INDEX)
		say(&remedy->result, "rebuilt and valid, %.0f bytes before and %.0f after",
		    fr_json_number(remedy->before, "bytes", 0), fr_json_number(remedy->after, "bytes", 0));
	else if (strcmp(remedy->verb->name, "vacuum_table") == 0)
		say(&remedy->result, "vacuumed and analysed, %.0f dead rows before and %.0f after",
		    fr_json_number(remedy->before, "n_dead_tup", 0), fr_json_number(remedy->after, "n_dead_tup", 0));
	else
		say(&remedy->result, "analysed, %.0f rows had changed",
		    fr_json_number(remedy->before, "n_mod_since_analyze", 0));
}

/*
 * REINDEX CONCURRENTLY fails at its end, too, when it cannot wait until nobody uses the old index any more: then the
 * new one is there, and what is left is the old one.
 */
static void after_failure(struct actor *actor, struct remedy *remedy, const struct fr_error *failure)
{
	struct fr_error err = { 0 };
	int dropped = 0;
	bool done;

	fail(actor, remedy, failure);
	if (actor->is_lost || remedy->verb->clean == NULL)
		return;
	if (act_verify(actor, remedy, &done, &err) == 0 && done)
		say_done(remedy);
	if (act_clean(actor, remedy, &dropped, &err) == 0)
		return;
	/* DROP INDEX CONCURRENTLY waits for the same transactions as REINDEX did: a later run comes back to it */
	remedy->state = "unknown";
	remedy->code = failure->code;
	say(&remedy->result, "%s; what it left is for a later run: %s", failure->message, err.message);
}

/* A table or an index: one statement, and whether the catalog shows it. */
static void act_on_relation(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };
	char *statement = look_statement(&actor->looker, remedy, remedy->verb->act, &err);
	bool done = false;
	jv rows = jv_null();

	if (statement == NULL || send(actor, remedy, statement, NULL, 0, &rows, &err) < 0) {
		free(statement);
		jv_free(rows);
		after_failure(actor, remedy, &err);
		return;
	}
	free(statement);
	jv_free(rows);
	for (int waited = 0; !done && waited < SETTLE_MS; waited += STEP_MS) {
		if (waited > 0)
			poll(NULL, 0, STEP_MS);
		if (act_verify(actor, remedy, &done, &err) < 0) {
			fr_error_set(&err, FR_EX_UNAVAILABLE, "it was sent, and cannot be looked after");
			actor->is_lost = true;
			fail(actor, remedy, &err);
			return;
		}
	}
	if (done) {
		say_done(remedy);
		return;
	}
	fr_error_set(&err, FR_EX_UNAVAILABLE, "the server says that it is done, and the catalog does not show it");
	fail(actor, remedy, &err);
}

/* One of the statements that signal a session. Was a signal sent? */
static int signal_session(struct actor *actor, struct remedy *remedy, const char *template, bool *was_sent,
			  struct fr_error *err)
{
	const char *values[LOOK_VALUES];
	int count = look_values(&actor->looker, remedy, values), result;
	char *statement = look_statement(&actor->looker, remedy, template, err);
	jv rows, row;

	*was_sent = false;
	result = statement == NULL ? -1 : send(actor, remedy, statement, values, count, &rows, err);
	if (statement != NULL) {
		row = jv_array_length(jv_copy(rows)) > 0 ? jv_array_get(jv_copy(rows), 0) : jv_null();
		*was_sent = fr_json_true(row, "was_sent");
		jv_free(row);
		jv_free(rows);
	}
	free(statement);
	return result;
}

/*
 * Wait for so long, or until nobody waits for the session any more; when it was told to end, also until it is gone,
 * which is later than that its locks are.
 */
static int wait_for_session(struct actor *actor, struct remedy *remedy, bool ends, int most_ms, bool *over,
			    bool *is_gone, struct fr_error *err)
{
	double before = fr_json_number(remedy->before, "blocked_sessions", 0), still_blocked = 0;

	for (int waited = 0;; waited += STEP_MS) {
		if (session_after(actor, remedy, is_gone, &still_blocked, err) < 0)
			return -1;
		*over = (*is_gone || (before > 0 && !ends)) && still_blocked == 0;
		if (*over || waited >= most_ms)
			return 0;
		poll(NULL, 0, STEP_MS);
	}
}

static void say_ended(struct remedy *remedy, bool over)
{
	double before = fr_json_number(remedy->before, "blocked_sessions", 0);

	remedy->state = "done";
	remedy->code = FR_EX_OK;
	if (before == 0)
		say(&remedy->result, "the session was ended");
	else if (over)
		say(&remedy->result, "the session was ended, and the %.0f that waited go on", before);
	else
		say(&remedy->result, "the session was ended; %.0f of %.0f still wait",
		    fr_json_number(remedy->after, "still_blocked", 0), before);
}

/* The grace time after cancel. Is that the end of it? */
static bool is_over_by_itself(struct actor *actor, struct remedy *remedy, bool cancelled)
{
	struct fr_error err = { 0 };
	bool over, is_gone;

	if (wait_for_session(actor, remedy, false, remedy->verb->grace_seconds * 1000, &over, &is_gone, &err) < 0) {
		actor->is_lost = true;
		fail(actor, remedy, &err);
		return true;
	}
	if (!over)
		return false;
	if (cancelled) {
		remedy->state = "done";
		remedy->code = FR_EX_OK;
		say(&remedy->result, "its statement was cancelled, and nobody waits for it any more");
		return true;
	}
	fr_error_set(&err, FR_EX_TEMPFAIL, "it is over: the session ended or went on by itself");
	call_off(actor, remedy, &err);
	return true;
}

static void end_session(struct actor *actor, struct remedy *remedy, bool cancelled)
{
	struct fr_error err = { 0 };
	bool was_sent, over = false, is_gone = false;

	if (gate_check_stop(actor->book, &err) < 0 ||
	    signal_session(actor, remedy, remedy->verb->act, &was_sent, &err) < 0) {
		fail(actor, remedy, &err);
		return;
	}
	if (!was_sent) {
		/* what it was refused for, in the words of another look */
		if (look_judge(&actor->looker, remedy, &err) == 0)
			fr_error_set(&err, FR_EX_TEMPFAIL, "it changed in the moment that counted");
		actor->is_lost = err.code == FR_EX_UNAVAILABLE;
		call_off(actor, remedy, &err);
		if (cancelled) {
			remedy->state = "done";
			say(&remedy->result, "its statement was cancelled; it was not ended: %s", err.message);
		}
		return;
	}
	if (wait_for_session(actor, remedy, true, SETTLE_MS, &over, &is_gone, &err) < 0) {
		actor->is_lost = true;
		fail(actor, remedy, &err);
	} else if (is_gone) {
		say_ended(remedy, over);
	} else {
		fr_error_set(&err, FR_EX_UNAVAILABLE, "it was told to end, and is still there");
		fail(actor, remedy, &err);
	}
}

static void act_on_session(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };
	bool cancelled = false;

	if (remedy->verb->cancel != NULL && signal_session(actor, remedy, remedy->verb->cancel, &cancelled, &err) < 0) {
		fail(actor, remedy, &err);
		return;
	}
	if (!is_over_by_itself(actor, remedy, cancelled))
		end_session(actor, remedy, cancelled);
}

void act(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };

	jv_free(remedy->statements); /* from here on it is what was sent, not what would be */
	remedy->statements = jv_array();
	if (gate_check_stop(actor->book, &err) < 0 || look_judge(&actor->looker, remedy, &err) < 0) {
		actor->is_lost = err.code == FR_EX_UNAVAILABLE;
		call_off(actor, remedy, &err);
		return;
	}
	if (remedy->verb->kind == TARGET_SESSION)
		act_on_session(actor, remedy);
	else
		act_on_relation(actor, remedy);
}

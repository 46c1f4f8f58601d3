#include "act_internal.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "database_act.h"
#include "json.h"

#define LEFTOVERS_MOST 4

/* What the catalog says of it now, in remedy->after. */
static int look_after(struct actor *actor, struct remedy *remedy, struct fr_error *err)
{
	jv row;

	if (look_at(&actor->looker, remedy, &row, err) < 0)
		return -1;
	jv_free(remedy->after);
	remedy->after = fr_json_get(row, "facts");
	jv_free(row);
	return 0;
}

static bool table_is_done(const struct remedy *remedy)
{
	bool vacuum = strcmp(remedy->verb->name, "vacuum_table") == 0;
	const char *count = vacuum ? "vacuum_count" : "analyze_count", *time = vacuum ? "last_vacuum" : "last_analyze";

	return fr_json_number(remedy->after, count, 0) > fr_json_number(remedy->before, count, 0) &&
	       !jv_equal(fr_json_get(remedy->before, time), fr_json_get(remedy->after, time));
}

/* A rebuilt index is another one of the same name. */
static bool index_is_done(const struct remedy *remedy)
{
	return fr_json_true(remedy->after, "is_valid") &&
	       fr_json_number(remedy->after, "oid", 0) != fr_json_number(remedy->before, "oid", 0);
}

int act_verify_relation(struct actor *actor, struct remedy *remedy, bool *done, struct fr_error *err)
{
	if (look_after(actor, remedy, err) < 0)
		return -1;
	*done = remedy->verb->kind == TARGET_INDEX ? index_is_done(remedy) : table_is_done(remedy);
	return 0;
}

/* The next thing that is left of the index, as SQL names it, the caller's to free; NULL when there is nothing. */
static int next_leftover(const struct looker *looker, const char *const values[2], char **target, struct fr_error *err)
{
	char *schema, *name;
	int result = 0;
	jv row;

	*target = NULL;
	if (look_row(looker, looker->policy->leftovers, values, 2, &row, err) < 0)
		return -1;
	schema = fr_json_text(row, "schema");
	name = fr_json_text(row, "name");
	jv_free(row);
	if (schema != NULL && name != NULL) {
		*target = fr_database_name(looker->db, schema, name, err);
		result = *target != NULL ? 0 : -1;
	}
	free(schema);
	free(name);
	return result;
}

static int drop(struct actor *actor, struct remedy *remedy, const char *target, struct fr_error *err)
{
	char *statement = policy_fill(remedy->verb->clean, "{target}", target);
	jv rows;
	int result = act_send(actor, remedy, statement, NULL, 0, &rows, err);

	jv_free(rows);
	if (result == 0)
		act_say(&remedy->result, "%s; the invalid index %s was dropped",
			remedy->result != NULL ? remedy->result : "failed", target);
	free(statement);
	return result;
}

/* One after the other: each drop may change what is left. */
int act_clean(struct actor *actor, struct remedy *remedy, int *dropped, struct fr_error *err)
{
	jv facts = jv_dump_string(jv_copy(remedy->before), 0);
	const char *const values[2] = { remedy->name, jv_string_value(facts) };
	int result = 0;

	for (*dropped = 0; result == 0 && *dropped < LEFTOVERS_MOST; ++*dropped) {
		char *target = NULL;

		result = gate_check_stop(actor->book, err);
		if (result == 0)
			result = next_leftover(&actor->looker, values, &target, err);
		if (target == NULL)
			break;
		result = drop(actor, remedy, target, err);
		free(target);
	}
	jv_free(facts);
	return result;
}

static void say_done(struct remedy *remedy)
{
	remedy->state = "done";
	remedy->code = FR_EX_OK;
	if (remedy->verb->kind == TARGET_INDEX)
		act_say(&remedy->result, "rebuilt and valid, %.0f bytes before and %.0f after",
			fr_json_number(remedy->before, "bytes", 0), fr_json_number(remedy->after, "bytes", 0));
	else if (strcmp(remedy->verb->name, "vacuum_table") == 0)
		act_say(&remedy->result, "vacuumed and analysed, %.0f dead rows before and %.0f after",
			fr_json_number(remedy->before, "n_dead_tup", 0),
			fr_json_number(remedy->after, "n_dead_tup", 0));
	else
		act_say(&remedy->result, "analysed, %.0f rows had changed",
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

	act_failed(actor, remedy, failure);
	if (actor->is_lost || remedy->verb->clean == NULL)
		return;
	if (act_verify_relation(actor, remedy, &done, &err) == 0 && done)
		say_done(remedy);
	if (act_clean(actor, remedy, &dropped, &err) == 0)
		return;
	/* DROP INDEX CONCURRENTLY waits for the same transactions as REINDEX did: a later run comes back to it */
	remedy->state = "unknown";
	remedy->code = failure->code;
	act_say(&remedy->result, "%s; what it left is for a later run: %s", failure->message, err.message);
}

void act_on_relation(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };
	char *statement = look_statement(&actor->looker, remedy, remedy->verb->act, &err);
	bool done = false;
	jv rows = jv_null();

	if (statement == NULL || act_send(actor, remedy, statement, NULL, 0, &rows, &err) < 0) {
		free(statement);
		jv_free(rows);
		after_failure(actor, remedy, &err);
		return;
	}
	free(statement);
	jv_free(rows);
	for (int waited = 0; !done && waited < ACT_SETTLE_MS; waited += ACT_STEP_MS) {
		if (waited > 0)
			poll(NULL, 0, ACT_STEP_MS);
		if (act_verify_relation(actor, remedy, &done, &err) < 0) {
			fr_error_set(&err, FR_EX_UNAVAILABLE, "it was sent, and cannot be looked after");
			actor->is_lost = true;
			act_failed(actor, remedy, &err);
			return;
		}
	}
	if (done) {
		say_done(remedy);
		return;
	}
	fr_error_set(&err, FR_EX_UNAVAILABLE, "the server says that it is done, and the catalog does not show it");
	act_failed(actor, remedy, &err);
}

#include "reconcile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "json.h"

/* The words for what a look shows, where nobody saw it being done. */
static void conclude(struct remedy *remedy, bool done)
{
	remedy->state = done ? "done" : "failed";
	remedy->code = FR_EX_OK;
	if (!done)
		remedy_say(&remedy->result, "whoever began it did not finish; a look shows that it was not done");
	else if (remedy->verb->kind == TARGET_SESSION)
		remedy_say(&remedy->result, "whoever began it did not finish; the session is gone, ended or by itself");
	else
		remedy_say(&remedy->result, "whoever began it did not finish; a look shows that it was done");
}

static int settle(struct actor *actor, struct remedy *remedy, struct fr_error *err)
{
	bool done;
	int dropped = 0;

	if (act_verify(actor, remedy, &done, err) < 0)
		return -1;
	conclude(remedy, done);
	if (remedy->verb->clean != NULL && act_clean(actor, remedy, &dropped, err) < 0) {
		if (actor->is_lost)
			return -1;
		fr_note("action %lld, %s %s: what it left cannot be dropped yet: %s", (long long)remedy->id,
			remedy->verb->name, remedy->target_text, err->message);
		return 0;
	}
	if (book_settle(actor->book, remedy, err) < 0)
		return -1;
	fr_note("action %lld, %s %s: %s: %s", (long long)remedy->id, remedy->verb->name, remedy->target_text,
		remedy->state, remedy->result);
	return 0;
}

/* The remedy of a row. Borrows it. */
static int revive(struct remedy *remedy, const struct policy *policy, jv row, struct fr_error *err)
{
	char *key = fr_json_text(row, "action_key");

	if (remedy_read(remedy, policy, fr_json_document(row, "proposal"), err) < 0 || key == NULL) {
		free(key);
		return fr_error_set(err, FR_EX_DATAERR, "the store's action %.0f is not one of ours",
				    fr_json_number(row, "id", 0));
	}
	snprintf(remedy->key, sizeof(remedy->key), "%s", key);
	free(key);
	remedy->id = (int64_t)fr_json_number(row, "id", 0);
	remedy->before = fr_json_document(row, "facts_before");
	jv_free(remedy->statements);
	remedy->statements = fr_json_document(row, "statements");
	return 0;
}

static int look_after(struct actor *actor, jv row, struct fr_error *err)
{
	char *claim_key = fr_json_text(row, "claim_key");
	struct remedy remedy;
	bool ours = false;
	int result = revive(&remedy, actor->looker.policy, row, err);

	if (result == 0 && claim_key != NULL)
		result = act_claim(actor, claim_key, &ours, err);
	if (result == 0 && ours)
		result = settle(actor, &remedy, err);
	else if (result == 0)
		fr_note("action %lld, %s %s: somebody is at it", (long long)remedy.id, remedy.verb->name,
			remedy.target_text);
	free(claim_key);
	remedy_release(&remedy);
	return result;
}

int reconcile(struct actor *actor, const struct server *server, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "system_identifier", jv_string(server->system_identifier));
	jv rows = jv_array();
	int result;

	parameters = fr_json_set(parameters, "database", jv_string(server->database));
	result = fr_store_query(actor->book->store, "remediation_open", parameters, fr_store_collect, &rows, err);
	jv_free(parameters);
	jv_array_foreach (rows, i, row) {
		if (result == 0 && look_after(actor, row, err) < 0)
			result = -1;
		jv_free(row);
	}
	jv_free(rows);
	return result;
}

#include "act_internal.h"

#include <poll.h>
#include <stdlib.h>

#include "json.h"

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

int act_verify_session(struct actor *actor, struct remedy *remedy, bool *is_gone, struct fr_error *err)
{
	double still_blocked;

	return session_after(actor, remedy, is_gone, &still_blocked, err);
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
	result = statement == NULL ? -1 : act_send(actor, remedy, statement, values, count, &rows, err);
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

	for (int waited = 0;; waited += ACT_STEP_MS) {
		if (session_after(actor, remedy, is_gone, &still_blocked, err) < 0)
			return -1;
		*over = (*is_gone || (before > 0 && !ends)) && still_blocked == 0;
		if (*over || waited >= most_ms)
			return 0;
		poll(NULL, 0, ACT_STEP_MS);
	}
}

static void say_ended(struct remedy *remedy, bool over)
{
	double before = fr_json_number(remedy->before, "blocked_sessions", 0);

	remedy->state = "done";
	remedy->code = FR_EX_OK;
	if (before == 0)
		act_say(&remedy->result, "the session was ended");
	else if (over)
		act_say(&remedy->result, "the session was ended, and the %.0f that waited go on", before);
	else
		act_say(&remedy->result, "the session was ended; %.0f of %.0f still wait",
			fr_json_number(remedy->after, "still_blocked", 0), before);
}

/* The grace time after cancel. Is that the end of it? */
static bool is_over_by_itself(struct actor *actor, struct remedy *remedy, bool cancelled)
{
	struct fr_error err = { 0 };
	bool over, is_gone;

	if (wait_for_session(actor, remedy, false, remedy->verb->grace_seconds * 1000, &over, &is_gone, &err) < 0) {
		actor->is_lost = true;
		act_failed(actor, remedy, &err);
		return true;
	}
	if (!over)
		return false;
	if (cancelled) {
		remedy->state = "done";
		remedy->code = FR_EX_OK;
		act_say(&remedy->result, "its statement was cancelled, and nobody waits for it any more");
		return true;
	}
	fr_error_set(&err, FR_EX_TEMPFAIL, "it is over: the session ended or went on by itself");
	act_call_off(actor, remedy, &err);
	return true;
}

static void end_session(struct actor *actor, struct remedy *remedy, bool cancelled)
{
	struct fr_error err = { 0 };
	bool was_sent, over = false, is_gone = false;

	if (gate_check_stop(actor->book, &err) < 0 ||
	    signal_session(actor, remedy, remedy->verb->act, &was_sent, &err) < 0) {
		act_failed(actor, remedy, &err);
		return;
	}
	if (!was_sent) {
		/* what it was refused for, in the words of another look */
		if (look_judge(&actor->looker, remedy, &err) == 0)
			fr_error_set(&err, FR_EX_TEMPFAIL, "it changed in the moment that counted");
		actor->is_lost = err.code == FR_EX_UNAVAILABLE;
		act_call_off(actor, remedy, &err);
		if (cancelled) {
			remedy->state = "done";
			act_say(&remedy->result, "its statement was cancelled; it was not ended: %s", err.message);
		}
		return;
	}
	if (wait_for_session(actor, remedy, true, ACT_SETTLE_MS, &over, &is_gone, &err) < 0) {
		actor->is_lost = true;
		act_failed(actor, remedy, &err);
	} else if (is_gone) {
		say_ended(remedy, over);
	} else {
		fr_error_set(&err, FR_EX_UNAVAILABLE, "it was told to end, and is still there");
		act_failed(actor, remedy, &err);
	}
}

void act_on_session(struct actor *actor, struct remedy *remedy)
{
	struct fr_error err = { 0 };
	bool cancelled = false;

	if (remedy->verb->cancel != NULL && signal_session(actor, remedy, remedy->verb->cancel, &cancelled, &err) < 0) {
		act_failed(actor, remedy, &err);
		return;
	}
	if (!is_over_by_itself(actor, remedy, cancelled))
		end_session(actor, remedy, cancelled);
}

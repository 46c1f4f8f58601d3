#include "book.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"

struct intention {
	struct book *book;
	struct remedy *remedy;
	jv row; /* parameters of remediation_insert */
};

void book_begin(struct book *book, const struct fr_config *config)
{
	const struct passwd *user = getpwuid(getuid());
	char host[256] = "";

	gethostname(host, sizeof(host) - 1);
	*book = (struct book){ .config = config };
	if (asprintf(&book->by, "%s@%s", user != NULL ? user->pw_name : "?", host) < 0)
		abort();
}

void book_end(struct book *book)
{
	fr_store_free(book->store);
	free(book->by);
	*book = (struct book){ 0 };
}

static jv now_in(jv parameters)
{
	char now[FR_TIME_BYTES];

	fr_time_now(now);
	return fr_json_set(parameters, "now", jv_string(now));
}

static jv ago(jv parameters, const char *name, int64_t seconds)
{
	char time[FR_TIME_BYTES];

	fr_time_format(time, fr_time_now_us() - seconds * 1000000);
	return fr_json_set(parameters, name, jv_string(time));
}

static jv text(jv parameters, const char *name, const char *value)
{
	return fr_json_set(parameters, name, value != NULL ? jv_string(value) : jv_null());
}

static jv json(jv parameters, const char *name, jv value)
{
	return fr_json_set(parameters, name, jv_dump_string(jv_copy(value), 0));
}

/* What tells the object from all others, on all servers; null when that is not known. */
static jv object_key(const struct remedy *remedy, const struct server *server)
{
	jv key;

	if (server->system_identifier == NULL || remedy->verb == NULL || remedy->target_text == NULL)
		return jv_null();
	key = jv_array_append(jv_array(), jv_string(server->system_identifier));
	key = jv_array_append(key, jv_string(server->database));
	if (remedy->verb->kind == TARGET_SESSION) {
		key = jv_array_append(key, jv_string(remedy->pid));
		key = jv_array_append(key, jv_string(remedy->backend_start != NULL ? remedy->backend_start : ""));
	} else {
		key = jv_array_append(key, jv_string(remedy->schema));
		key = jv_array_append(key, jv_string(remedy->name));
	}
	return jv_dump_string(key, 0);
}

#define PROPOSAL_BYTES 8192 /* more than any that is good takes */

/* A proposal that is refused may be of any size: the store is not to be filled with it. */
static jv kept_proposal(jv proposal)
{
	jv all = jv_dump_string(jv_copy(proposal), 0), cut;

	if (jv_string_length_bytes(jv_copy(all)) <= PROPOSAL_BYTES)
		return all;
	cut = jv_dump_string(jv_string_sized(jv_string_value(all), PROPOSAL_BYTES), 0);
	jv_free(all);
	return cut;
}

static jv row_of(const struct book *book, const struct remedy *remedy, const struct occasion *occasion,
		 const struct server *server, const char *state)
{
	char now[FR_TIME_BYTES];
	jv row = text(jv_object(), "action_key", remedy->key);

	fr_time_now(now);
	row = text(row, "now", now);
	row = text(row, "window_start", occasion->window_start != NULL ? occasion->window_start : now);
	row = text(row, "window_end", occasion->window_end != NULL ? occasion->window_end : now);
	row = text(row, "diagnosis", occasion->diagnosis);
	row = text(row, "action_type", remedy->verb_text != NULL ? remedy->verb_text : "");
	row = text(row, "action_target", remedy->target_text);
	row = text(row, "action_taken", "");
	row = text(row, "state", state);
	row = text(row, "envelope_id", occasion->envelope_id);
	row = text(row, "system_identifier", server->system_identifier);
	row = text(row, "database", server->database);
	row = fr_json_set(row, "object_key", object_key(remedy, server));
	row = fr_json_set(row, "proposal", kept_proposal(remedy->proposal));
	row = text(row, "refusal", remedy->refusal);
	row = json(row, "facts", remedy->before);
	row = json(row, "statements", remedy->statements);
	row = text(row, "undo", remedy->verb != NULL ? remedy->verb->undo : NULL);
	return text(row, "done_by", book->by);
}

static int insert(struct fr_store *store, struct intention *intention, struct fr_error *err)
{
	jv row;

	if (fr_store_first(store, "remediation_insert", jv_copy(intention->row), &row, err) < 0)
		return -1;
	intention->remedy->id = (int64_t)fr_json_number(row, "id", 0);
	jv_free(row);
	return 0;
}

/* 1 when its row is there already: COMMIT's answer was lost the time before. */
static int was_there(struct fr_store *store, struct intention *intention, struct fr_error *err)
{
	jv key = text(jv_object(), "action_key", intention->remedy->key), row;

	if (fr_store_first(store, "remediation_by_key", key, &row, err) < 0)
		return -1;
	intention->remedy->id = (int64_t)fr_json_number(row, "id", 0);
	jv_free(row);
	return intention->remedy->id > 0;
}

static int keep(struct fr_store *store, void *state, struct fr_error *err)
{
	int there = was_there(store, state, err);

	return there != 0 ? (there < 0 ? -1 : 0) : insert(store, state, err);
}

int book_keep(struct book *book, struct remedy *remedy, const struct occasion *occasion, const struct server *server,
	      struct fr_error *err)
{
	struct intention intention = { book, remedy, row_of(book, remedy, occasion, server, remedy->state) };
	int result = fr_store_transaction(book->store, keep, &intention, err);

	jv_free(intention.row);
	return result;
}

static int too_many(struct fr_error *err, double count, int64_t most, const char *what, const char *key)
{
	if (count < (double)most)
		return 0;
	fr_error_set(err, FR_EX_TEMPFAIL, "%.0f %s", count, what);
	return fr_error_hint(err, "%s is %lld", key, (long long)most);
}

static int judge_counts(const struct book *book, jv counts, struct fr_error *err)
{
	const struct fr_config *config = book->config;

	if (fr_json_number(counts, "stops", 0) > 0)
		return fr_error_set(err, FR_EX_NOPERM, "everything is stopped, by the store");
	if (fr_json_number(counts, "under_way", 0) > 0)
		return fr_error_set(err, FR_EX_TEMPFAIL, "something is being done to it, or has not been looked after");
	if (fr_json_number(counts, "of_object", 0) > 0)
		return fr_error_set(err, FR_EX_TEMPFAIL, "something was done to it less than %lld s ago",
				    (long long)fr_config_seconds(config, "remediation_cooldown"));
	if (too_many(err, fr_json_number(counts, "of_kind", 0), fr_config_integer(config, "remediation_max_per_hour"),
		     "of the kind in the last hour", "remediation_max_per_hour") < 0)
		return -1;
	return too_many(err, fr_json_number(counts, "of_day", 0), fr_config_integer(config, "remediation_max_per_day"),
			"in the last 24 hours", "remediation_max_per_day");
}

static int intend(struct fr_store *store, void *state, struct fr_error *err)
{
	struct intention *intention = state;
	const struct fr_config *config = intention->book->config;
	jv parameters, counts;
	int result = was_there(store, intention, err);

	if (result != 0)
		return result < 0 ? -1 : 0;
	parameters = fr_json_set(jv_object(), "action_type", fr_json_get(intention->row, "action_type"));
	parameters = fr_json_set(parameters, "object_key", fr_json_get(intention->row, "object_key"));
	parameters = ago(parameters, "hour_ago", 3600);
	parameters = ago(parameters, "cooldown_ago", fr_config_seconds(config, "remediation_cooldown"));
	parameters = ago(parameters, "day_ago", 86400);
	if (fr_store_first(store, "remediation_counts", parameters, &counts, err) < 0)
		return -1;
	result = judge_counts(intention->book, counts, err);
	jv_free(counts);
	return result < 0 ? -1 : insert(store, intention, err);
}

int book_intend(struct book *book, struct remedy *remedy, const struct occasion *occasion, const struct server *server,
		const char *claim_key, struct fr_error *err)
{
	struct intention intention = { book, remedy, row_of(book, remedy, occasion, server, "intended") };
	int result;

	intention.row = text(intention.row, "claim_key", claim_key);
	result = fr_store_transaction(book->store, intend, &intention, err);
	jv_free(intention.row);
	if (result == 0)
		remedy->state = "intended";
	else
		remedy->id = 0;
	return result;
}

/* One that gives no row. */
static int run(struct book *book, const char *statement, jv parameters, struct fr_error *err)
{
	jv row;

	if (fr_store_first(book->store, statement, parameters, &row, err) < 0)
		return -1;
	jv_free(row);
	return 0;
}

int book_settle(struct book *book, const struct remedy *remedy, struct fr_error *err)
{
	jv parameters = now_in(text(jv_object(), "action_key", remedy->key)), taken = jv_string("");
	int sent = jv_array_length(jv_copy(remedy->statements));

	parameters = text(parameters, "state", remedy->state);
	if (sent > 0) {
		jv_free(taken);
		taken = jv_array_get(jv_copy(remedy->statements), sent - 1);
	}
	parameters = fr_json_set(parameters, "action_taken", taken);
	parameters = text(parameters, "action_result", remedy->result);
	parameters = text(parameters, "refusal", remedy->refusal);
	parameters = json(parameters, "facts", remedy->after);
	parameters = json(parameters, "statements", remedy->statements);
	return run(book, "remediation_settle", parameters, err);
}

int book_check_stop(struct book *book, struct fr_error *err)
{
	char *by, *reason;
	bool stopped;
	jv row;

	if (fr_store_first(book->store, "remediation_stopped", jv_object(), &row, err) < 0)
		return -1;
	by = fr_json_text(row, "stopped_by");
	reason = fr_json_text(row, "reason");
	stopped = jv_get_kind(row) == JV_KIND_OBJECT;
	if (stopped)
		fr_error_set(err, FR_EX_NOPERM, "everything is stopped, by %s%s%s", by != NULL ? by : "?",
			     reason != NULL && *reason != '\0' ? ": " : "", reason != NULL ? reason : "");
	free(by);
	free(reason);
	jv_free(row);
	return stopped ? -1 : 0;
}

int book_stop(struct book *book, const char *reason, struct fr_error *err)
{
	jv parameters = text(now_in(jv_object()), "stopped_by", book->by);

	return run(book, "remediation_stop", text(parameters, "reason", reason), err);
}

int book_resume(struct book *book, struct fr_error *err)
{
	return run(book, "remediation_resume", text(now_in(jv_object()), "resumed_by", book->by), err);
}

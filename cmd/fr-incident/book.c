#include "book.h"

#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "id.h"
#include "json.h"

struct look {
	const struct sighting *sighting;
	jv open; /* rows of the database's incidents that go on */
	jv incident;
	char claimed_until[FR_TIME_BYTES]; /* when it is to be diagnosed */
};

static jv at(jv parameters, const char *name, int64_t time_us)
{
	char text[FR_TIME_BYTES];

	fr_time_format(text, time_us);
	return fr_json_set(parameters, name, jv_string(text));
}

static jv with_id(const char *id)
{
	return fr_json_set(jv_object(), "id", jv_string(id));
}

static int run(struct fr_store *store, const char *statement, jv parameters, struct fr_error *err)
{
	jv row;

	if (fr_store_first(store, statement, parameters, &row, err) < 0)
		return -1;
	jv_free(row);
	return 0;
}

static bool have_common(jv some, jv others)
{
	bool common = false;

	jv_array_foreach (some, i, cause) {
		common |= fr_json_holds(others, cause);
		jv_free(cause);
	}
	return common;
}

/* What is open of the database but not seen any more has ended. The row that is seen, or null. */
static int end_others(struct fr_store *store, struct look *look, jv *same, struct fr_error *err)
{
	int status = 0;

	*same = jv_null();
	jv_array_foreach (look->open, i, row) {
		jv causes = fr_json_document(row, "causes");
		char *id = fr_json_text(row, "id");

		if (jv_get_kind(*same) == JV_KIND_NULL && have_common(look->sighting->causes, causes))
			*same = jv_copy(row);
		else if (status == 0 && !look->sighting->blind)
			status = run(store, "incident_end", at(with_id(id), "now", fr_time_now_us()), err);
		free(id);
		jv_free(causes);
		jv_free(row);
	}
	return status;
}

#define NEVER 1e18 /* seconds ago */

static const char *state_of(const struct sighting *sighting, jv same)
{
	double left = fr_json_number(same, "claim_seconds_left", 0);
	double ago = fr_json_number(same, "diagnosed_seconds_ago", NEVER);
	jv causes, first;
	char *severity;
	bool changed;

	if (jv_get_kind(same) == JV_KIND_NULL)
		return "new";
	if (left > 0 && left <= BOOK_CLAIM_SECONDS + BOOK_SKEW_SECONDS)
		return "claimed";
	causes = fr_json_document(same, "causes");
	first = jv_array_get(jv_copy(sighting->causes), 0);
	severity = fr_json_text(same, "severity");
	changed = !fr_json_holds(causes, first) || sighting->severity > fr_severity_of(severity);
	free(severity);
	jv_free(first);
	jv_free(causes);
	if (changed)
		return "changed";
	if (ago >= -BOOK_SKEW_SECONDS && ago < (double)sighting->cooldown_seconds)
		return "ongoing";
	return ago == NEVER ? "new" : "again";
}

static jv described(jv id, const char *state, jv since, double minutes, jv causes)
{
	jv incident = fr_json_set(jv_object(), "id", id);

	incident = fr_json_set(incident, "state", jv_string(state));
	incident = fr_json_set(incident, "since", since);
	incident = fr_json_set(incident, "minutes", jv_number(minutes));
	return fr_json_set(incident, "causes", causes);
}

static jv parameters_of(const struct look *look, const char *id)
{
	const struct sighting *sighting = look->sighting;
	jv parameters = at(with_id(id), "now", fr_time_now_us());

	parameters = fr_json_set(parameters, "server", jv_string(sighting->server));
	parameters = fr_json_set(parameters, "database", jv_string(sighting->database));
	parameters = fr_json_set(parameters, "causes", jv_dump_string(jv_copy(sighting->causes), 0));
	parameters = fr_json_set(parameters, "findings", jv_dump_string(jv_copy(sighting->findings), 0));
	parameters = fr_json_set(parameters, "severity", jv_string(fr_severity_name(sighting->severity)));
	return fr_json_set(parameters, "claimed_until", jv_string(look->claimed_until));
}

static int keep(struct fr_store *store, struct look *look, jv same, struct fr_error *err)
{
	const char *state = state_of(look->sighting, same);
	bool ongoing = strcmp(state, "ongoing") == 0 || strcmp(state, "claimed") == 0;
	char new_id[FR_ID_BYTES], now[FR_TIME_BYTES];
	char *id = fr_json_text(same, "id");
	jv since = fr_json_get(same, "started_at");
	int status;

	fr_id_new(new_id);
	fr_time_now(now);
	if (id == NULL) {
		jv_free(since);
		since = jv_string(now);
	}
	look->incident = described(jv_string(id != NULL ? id : new_id), state, since,
				   fr_json_number(same, "minutes", 0), jv_copy(look->sighting->causes));
	status = run(store,
		     id == NULL ? "incident_insert" :
		     ongoing    ? "incident_seen" :
				  "incident_update",
		     parameters_of(look, id != NULL ? id : new_id), err);
	free(id);
	return status;
}

/*
 * Whether a try before this one was carried out, though its answer was lost: then our own claim stands there, which
 * must not be taken for another's. It is known by its end, which is to the microsecond.
 */
static bool is_done(const struct look *look)
{
	char *id = fr_json_text(look->incident, "id");
	bool done = false;

	jv_array_foreach (look->open, i, row) {
		char *open = fr_json_text(row, "id"), *until = fr_json_text(row, "claimed_until");

		done = done || (id != NULL && strcmp(open, id) == 0 && until != NULL &&
				strcmp(until, look->claimed_until) == 0);
		free(open);
		free(until);
		jv_free(row);
	}
	free(id);
	return done;
}

static int look_at(struct fr_store *store, void *state, struct fr_error *err)
{
	struct look *look = state;
	jv parameters = fr_json_set(jv_object(), "server", jv_string(look->sighting->server));
	jv same = jv_null();
	int status;

	parameters = fr_json_set(parameters, "database", jv_string(look->sighting->database));
	parameters = at(parameters, "now", fr_time_now_us());
	jv_free(look->open);
	look->open = jv_array();
	status = fr_store_query(store, "incident_open", parameters, fr_store_collect, &look->open, err);
	jv_free(parameters);
	if (status < 0 || is_done(look))
		return status;
	jv_free(look->incident);
	look->incident = jv_null();
	status = end_others(store, look, &same, err);
	if (status == 0 && jv_array_length(jv_copy(look->sighting->causes)) > 0)
		status = keep(store, look, same, err);
	jv_free(same);
	return status;
}

int book_look(struct fr_store *store, const struct sighting *sighting, jv *incident, struct fr_error *err)
{
	struct look look = { .sighting = sighting, .open = jv_array(), .incident = jv_null() };
	int status;

	fr_time_format(look.claimed_until, fr_time_now_us() + BOOK_CLAIM_SECONDS * INT64_C(1000000));
	status = fr_store_transaction(store, look_at, &look, err);
	jv_free(look.open);
	*incident = look.incident;
	return status;
}

int book_diagnosed(struct fr_store *store, const char *id, bool diagnosed, struct fr_error *err)
{
	return run(store, diagnosed ? "incident_diagnosed" : "incident_release",
		   at(with_id(id), "now", fr_time_now_us()), err);
}

int book_ended(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err)
{
	jv parameters = jv_object();
	int status = fr_store_query(store, "incident_ended", parameters, row, state, err);

	jv_free(parameters);
	return status;
}

int book_given_out(struct fr_store *store, const char *id, struct fr_error *err)
{
	return run(store, "incident_given_out", at(with_id(id), "now", fr_time_now_us()), err);
}

int book_list(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err)
{
	int64_t now_us = fr_time_now_us();
	jv parameters = at(at(jv_object(), "now", now_us), "since", now_us - INT64_C(86400000000));
	int status = fr_store_query(store, "incident_list", parameters, row, state, err);

	jv_free(parameters);
	return status;
}

int book_open(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err)
{
	jv parameters = at(jv_object(), "now", fr_time_now_us());
	int status = fr_store_query(store, "metrics_incidents", parameters, row, state, err);

	jv_free(parameters);
	return status;
}

#include "outbox.h"

#include <stdlib.h>
#include <string.h>

#include "id.h"
#include "json.h"

static jv at(jv parameters, const char *name, int64_t time_us)
{
	char text[FR_TIME_BYTES];

	fr_time_format(text, time_us);
	return fr_json_set(parameters, name, jv_string(text));
}

static jv of_channel(const struct channel *channel)
{
	return fr_json_set(fr_json_set(jv_object(), "channel", jv_string(channel->name)), "address",
			   jv_string(channel->address));
}

static jv dumped(jv value)
{
	return jv_is_valid(value) ? jv_dump_string(value, 0) : jv_null();
}

enum outbox_put outbox_put(struct fr_store *store, const struct channel *channel, jv notice, jv envelope,
			   int64_t repeat_seconds, int64_t *id, struct fr_error *err)
{
	static const char *const members[] = { "incident", "action", "severity", "envelope_id", "database", "cluster" };
	int64_t now_us = fr_time_now_us();
	char message_id[FR_ID_BYTES];
	enum outbox_put result = OUTBOX_FAILED;
	jv parameters = of_channel(channel), row;

	fr_id_new(message_id);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		jv value = fr_json_get(notice, members[i]);

		parameters = fr_json_set(parameters, members[i], jv_is_valid(value) ? jv_copy(value) : jv_null());
		jv_free(value);
	}
	parameters = fr_json_set(parameters, "message_id", jv_string(message_id));
	parameters = fr_json_set(parameters, "notice", dumped(jv_copy(notice)));
	parameters = fr_json_set(parameters, "envelope", channel->sink == NULL ? dumped(jv_copy(envelope)) : jv_null());
	parameters = at(at(parameters, "now", now_us), "since", now_us - repeat_seconds * 1000000);
	if (fr_store_first(store, "alert_put", parameters, &row, err) == 0) {
		result = jv_get_kind(row) == JV_KIND_OBJECT ? OUTBOX_NEW : OUTBOX_BEFORE;
		*id = (int64_t)fr_json_number(row, "id", 0);
		jv_free(row);
	}
	return result;
}

int outbox_claim(struct fr_store *store, const struct channel *channel, int64_t most_per_hour, jv *row,
		 struct fr_error *err)
{
	int64_t now_us = fr_time_now_us();
	jv parameters = of_channel(channel);

	parameters = at(at(parameters, "now", now_us), "hour_ago", now_us - INT64_C(3600000000));
	parameters = at(parameters, "until", now_us + OUTBOX_CLAIM_SECONDS * INT64_C(1000000));
	parameters = fr_json_set(parameters, "most", jv_number(most_per_hour > 0 ? (double)most_per_hour : 1e9));
	return fr_store_first(store, "alert_claim", parameters, row, err);
}

int outbox_settle(struct fr_store *store, int64_t id, const char *state, const char *reply, int64_t not_before_us,
		  struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "id", jv_number((double)id)), row;

	parameters = fr_json_set(parameters, "state", jv_string(state));
	parameters = fr_json_set(parameters, "reply", jv_string(reply));
	parameters = at(at(parameters, "not_before", not_before_us), "now", fr_time_now_us());
	if (fr_store_first(store, "alert_settle", parameters, &row, err) < 0)
		return -1;
	jv_free(row);
	return 0;
}

int outbox_gone(struct fr_store *store, const struct channel *channel, char **why, struct fr_error *err)
{
	jv row;

	*why = NULL;
	if (fr_store_first(store, "alert_gone", of_channel(channel), &row, err) < 0)
		return -1;
	*why = fr_json_text(row, "reply");
	jv_free(row);
	return 0;
}

int outbox_pending(struct fr_store *store, int64_t *count, int64_t *first_us, struct fr_error *err)
{
	jv row;

	if (fr_store_first(store, "alert_pending", at(jv_object(), "now", fr_time_now_us()), &row, err) < 0)
		return -1;
	*count = (int64_t)fr_json_number(row, "pending", 0);
	*first_us = (int64_t)fr_json_number(row, "seconds_until_due", 0) * 1000000;
	jv_free(row);
	return 0;
}

int outbox_stats(struct fr_store *store, fr_store_row *row, void *state, struct fr_error *err)
{
	jv parameters = at(jv_object(), "now", fr_time_now_us());
	int status = fr_store_query(store, "metrics_alerts", parameters, row, state, err);

	jv_free(parameters);
	return status;
}

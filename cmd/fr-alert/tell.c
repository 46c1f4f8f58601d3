#include "tell.h"

#include <poll.h>
#include <stdlib.h>

#include "command.h"
#include "findings.h"
#include "json.h"
#include "notice.h"
#include "outbox.h"

int tell_open(struct telling *telling, const struct fr_share *share, struct fr_error *err)
{
	struct fr_sanitize_options nothing_kept = { 0 };

	if (fr_clean_init(&telling->clean, share, &nothing_kept, err) < 0)
		return -1;
	if (telling->dry_run)
		return 0;
	telling->delivery = (struct delivery){
		.store = telling->store,
		.channels = telling->channels,
		.timeout_seconds = fr_config_integer(telling->config, "alert_timeout_seconds"),
		.most_per_hour = fr_config_integer(telling->config, "alert_max_per_hour"),
	};
	return delivery_open(&telling->delivery, err);
}

void tell_close(struct telling *telling)
{
	delivery_close(&telling->delivery);
	fr_clean_release(&telling->clean);
}

static jv note_for(const char *channel, const char *state)
{
	return fr_json_set(fr_json_set(jv_object(), "channel", jv_string(channel)), "state", jv_string(state));
}

/* The request as it would be sent, its secrets left out. */
static jv shown(const struct channel *channel, jv notice)
{
	static const char mask[] = "********************************";
	struct sink_request request = { 0 };
	struct fr_error err;
	jv note = note_for(channel->name, "dry run");

	if (channel->sink == NULL)
		return note;
	if (channel->sink->prepare(&request, notice, "dry-run",
				   channel->sink == &sink_webhook ? channel->secret.text : mask, &err) == 0)
		note = fr_json_set(note, "body", jv_parse_sized(request.body, (int)request.length));
	else
		note = fr_json_set(note, "error", jv_string(err.message));
	sink_request_release(&request);
	return note;
}

/* Put the notice into the outbox for one channel. Its note for .alert.to, or invalid and *err. */
static jv post(struct telling *telling, int i, jv notice, jv envelope, struct fr_error *err)
{
	const struct channel *channel = &telling->channels->all[i];
	struct told *told = &telling->delivery.told[i];
	char *severity = fr_json_text(notice, "severity"), *why = NULL;
	bool grave = fr_severity_of(severity) >= channel->least_severity;

	free(severity);
	*told = (struct told){ .channel = channel->name };
	if (!grave)
		return note_for(channel->name, "below its severity");
	if (telling->dry_run)
		return shown(channel, notice);
	if (outbox_gone(telling->store, channel, &why, err) < 0)
		return jv_invalid();
	if (why != NULL) {
		fr_error_set(err, FR_EX_CONFIG, "%s: its address was given up: %s", channel->name, why);
		fr_error_hint(err, "give %s_file a new one", channel->sink->secret_name);
		free(why);
		fr_report(err);
		telling->delivery.worst = fr_exit_worse(telling->delivery.worst, err->code);
		return note_for(channel->name, "gone");
	}
	switch (outbox_put(telling->store, channel, notice, envelope,
			   fr_config_seconds(telling->config, "alert_repeat"), &told->id, err)) {
	case OUTBOX_NEW:
		told->state = "pending";
		return note_for(channel->name, told->state);
	case OUTBOX_BEFORE:
		return note_for(channel->name, "told before");
	default:
		return jv_invalid();
	}
}

/* The notes, with the states that delivery gave them. */
static jv settled(const struct telling *telling, jv notes)
{
	for (int i = 0; i < telling->channels->count; i++)
		if (telling->delivery.told[i].id > 0)
			notes = jv_array_set(
			    notes, i, note_for(telling->delivery.told[i].channel, telling->delivery.told[i].state));
	return notes;
}

static int post_all(struct telling *telling, jv *envelope, jv notice, struct fr_error *err)
{
	static const char *const members[] = { "action", "incident", "severity" };
	jv alert = jv_object(), notes = jv_array();

	for (int i = 0; i < telling->channels->count; i++) {
		jv note = post(telling, i, notice, *envelope, err);

		if (!jv_is_valid(note)) {
			jv_free(note);
			jv_free(notes);
			jv_free(alert);
			return -1;
		}
		notes = jv_array_append(notes, note);
	}
	if (!telling->dry_run && delivery_round(&telling->delivery, err) < 0) {
		jv_free(notes);
		jv_free(alert);
		return -1;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		alert = fr_json_set(alert, members[i], fr_json_get(notice, members[i]));
	*envelope = fr_json_set(*envelope, "alert", fr_json_set(alert, "to", settled(telling, notes)));
	return 0;
}

/* The last look before it leaves. */
static bool is_clean(struct fr_clean *clean, jv envelope, jv notice)
{
	fr_clean_begin(clean);
	return fr_clean_evidence(clean, envelope) && fr_clean_strings(clean, "title", fr_json_get(notice, "title")) &&
	       fr_clean_strings(clean, "text", fr_json_get(notice, "text"));
}

int tell(jv *envelope, void *state, struct fr_error *err)
{
	struct telling *telling = state;
	jv notice = notice_of(*envelope);
	int status;

	if (!jv_is_valid(notice)) {
		jv_free(notice);
		*envelope = fr_json_set(*envelope, "alert", fr_json_set(jv_object(), "action", jv_string("none")));
		return 0;
	}
	status = is_clean(&telling->clean, *envelope, notice) ? post_all(telling, envelope, notice, err) :
								fr_clean_refuse(&telling->clean, err);
	jv_free(notice);
	return status;
}

enum fr_exit tell_rest(struct telling *telling)
{
	int64_t end_ms = fr_http_now_ms() + telling->wait_seconds * 1000;
	int64_t pending = 0, wait_us = 0;
	struct fr_error err;

	if (telling->dry_run)
		return FR_EX_OK;
	for (;;) {
		int tried = delivery_round(&telling->delivery, &err);

		if (tried < 0 || outbox_pending(telling->store, &pending, &wait_us, &err) < 0)
			fr_die(&err);
		if (pending == 0 || (tried == 0 && fr_http_now_ms() + wait_us / 1000 >= end_ms))
			return telling->delivery.worst;
		if (tried == 0)
			poll(NULL, 0, wait_us > 1000000 ? (int)(wait_us / 1000) : 1000);
	}
}

int tell_test(struct telling *telling, jv *envelope, struct fr_error *err)
{
	jv notice = notice_test();
	int status = post_all(telling, envelope, notice, err);

	jv_free(notice);
	return status;
}

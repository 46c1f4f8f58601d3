/* fr-alert: tell a human what was found. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "deliver.h"
#include "findings.h"
#include "guard.h"
#include "json.h"
#include "notice.h"
#include "outbox.h"
#include "share.h"
#include "stats.h"
#include "store.h"

enum { OPT_TO = FR_OPT_OWN, OPT_WAIT, OPT_FORMAT };

static const struct fr_option option_table[] = {
	{ OPT_TO, "to", "LIST", "who is told (alert_to): slack, pagerduty, webhook, command; slack:high from high on" },
	{ 's', "store", "FILE", "the store (default fr.db in the state folder)" },
	{ OPT_WAIT, "wait", "SECONDS",
	  "how long to go on trying, at the end (default 0); what is left, the next run sends" },
	{ OPT_FORMAT, "format", "FORMAT", "stats: json (default) or prometheus" },
	{ 'n', "dry-run", NULL, "write what would be sent, and send nothing" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-alert",
	"[options] [check | test | stats]",
	"tell a human what was found, once for each incident",
	option_table,
	"With no operand it is a filter: it sends an alert for each envelope that has something\n"
	"to tell, adds .alert, and passes the envelope on. It also sends what earlier runs could not.\n"
	"\n"
	"  check  is every channel's address and secret there?\n"
	"  test   send a test to every channel\n"
	"  stats  how many alerts were sent, wait and were given up\n",
};

struct alerting {
	const struct fr_args *args;
	struct fr_config *config;
	struct fr_share share;
	struct channels channels;
	struct guard guard;
	struct fr_store *store;
	struct delivery delivery;
	int64_t wait_seconds;
	bool dry_run;
	bool prometheus;
};

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
static jv post(struct alerting *alerting, int i, jv notice, jv envelope, struct fr_error *err)
{
	const struct channel *channel = &alerting->channels.all[i];
	struct told *told = &alerting->delivery.told[i];
	char *severity = fr_json_text(notice, "severity"), *why = NULL;
	bool grave = fr_severity_of(severity) >= channel->least_severity;

	free(severity);
	*told = (struct told){ .channel = channel->name };
	if (!grave)
		return note_for(channel->name, "below its severity");
	if (alerting->dry_run)
		return shown(channel, notice);
	if (outbox_gone(alerting->store, channel, &why, err) < 0)
		return jv_invalid();
	if (why != NULL) {
		fr_error_set(err, FR_EX_CONFIG, "%s: its address was given up: %s", channel->name, why);
		fr_error_hint(err, "give %s_file a new one", channel->sink->secret_name);
		free(why);
		fr_report(err);
		alerting->delivery.worst = fr_exit_worse(alerting->delivery.worst, err->code);
		return note_for(channel->name, "gone");
	}
	switch (outbox_put(alerting->store, channel, notice, envelope,
			   fr_config_seconds(alerting->config, "alert_repeat"), &told->id, err)) {
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
static jv settled(const struct alerting *alerting, jv notes)
{
	for (int i = 0; i < alerting->channels.count; i++)
		if (alerting->delivery.told[i].id > 0)
			notes = jv_array_set(
			    notes, i, note_for(alerting->delivery.told[i].channel, alerting->delivery.told[i].state));
	return notes;
}

static int tell(struct alerting *alerting, jv *envelope, jv notice, struct fr_error *err)
{
	static const char *const members[] = { "action", "incident", "severity" };
	jv alert = jv_object(), notes = jv_array();

	for (int i = 0; i < alerting->channels.count; i++) {
		jv note = post(alerting, i, notice, *envelope, err);

		if (!jv_is_valid(note)) {
			jv_free(note);
			jv_free(notes);
			jv_free(alert);
			return -1;
		}
		notes = jv_array_append(notes, note);
	}
	if (!alerting->dry_run && delivery_round(&alerting->delivery, err) < 0) {
		jv_free(notes);
		jv_free(alert);
		return -1;
	}
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
		alert = fr_json_set(alert, members[i], fr_json_get(notice, members[i]));
	*envelope = fr_json_set(*envelope, "alert", fr_json_set(alert, "to", settled(alerting, notes)));
	return 0;
}

static int transform(jv *envelope, void *state, struct fr_error *err)
{
	struct alerting *alerting = state;
	jv notice = notice_of(*envelope);
	int status;

	if (!jv_is_valid(notice)) {
		jv_free(notice);
		*envelope = fr_json_set(*envelope, "alert", fr_json_set(jv_object(), "action", jv_string("none")));
		return 0;
	}
	status = guard_check(&alerting->guard, *envelope, notice, err);
	if (status == 0)
		status = tell(alerting, envelope, notice, err);
	jv_free(notice);
	return status;
}

/* What earlier runs left, and what this one could not deliver, until nothing is left or the time is over. */
static enum fr_exit finish(struct alerting *alerting)
{
	int64_t end_ms = fr_http_now_ms() + alerting->wait_seconds * 1000;
	int64_t pending = 0, wait_us = 0;
	struct fr_error err;

	if (alerting->dry_run)
		return FR_EX_OK;
	for (;;) {
		int tried = delivery_round(&alerting->delivery, &err);

		if (tried < 0 || outbox_pending(alerting->store, &pending, &wait_us, &err) < 0)
			fr_die(&err);
		if (pending == 0 || (tried == 0 && fr_http_now_ms() + wait_us / 1000 >= end_ms))
			return alerting->delivery.worst;
		if (tried == 0)
			poll(NULL, 0, wait_us > 1000000 ? (int)(wait_us / 1000) : 1000);
	}
}

static enum fr_exit test(struct alerting *alerting)
{
	jv notice = notice_test(), envelope = fr_envelope_new();
	struct fr_error err;

	if (tell(alerting, &envelope, notice, &err) < 0)
		fr_die(&err);
	jv_free(notice);
	fr_put(envelope);
	return alerting->delivery.worst;
}

static void open_store(struct alerting *alerting, enum fr_store_access access)
{
	struct fr_store_place place;
	struct fr_error err;

	if (fr_store_place(&place, alerting->config, &err) < 0 ||
	    fr_store_open(&alerting->store, &alerting->share, &place, access, 10, &err) < 0)
		fr_die(&err);
	fr_store_place_release(&place);
}

/* Nothing is opened that checking does not need. */
static void open_rest(struct alerting *alerting)
{
	struct fr_error err;

	if (guard_init(&alerting->guard, &alerting->share, &err) < 0)
		fr_die(&err);
	if (alerting->dry_run)
		return;
	open_store(alerting, FR_STORE_WRITE);
	alerting->delivery = (struct delivery){
		.store = alerting->store,
		.channels = &alerting->channels,
		.timeout_seconds = fr_config_integer(alerting->config, "alert_timeout_seconds"),
		.most_per_hour = fr_config_integer(alerting->config, "alert_max_per_hour"),
	};
	if (delivery_open(&alerting->delivery, &err) < 0)
		fr_die(&err);
}

static void parse(struct alerting *alerting, struct fr_args *args)
{
	const char *to = NULL, *store = NULL;
	struct fr_error err;

	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case OPT_TO:
			to = args->value;
			break;
		case 's':
			store = args->value;
			break;
		case OPT_WAIT:
			alerting->wait_seconds = fr_number("--wait", args->value, 0, 86400);
			break;
		case 'n':
			alerting->dry_run = true;
			break;
		case OPT_FORMAT:
			alerting->prometheus = strcmp(args->value, "prometheus") == 0;
			if (!alerting->prometheus && strcmp(args->value, "json") != 0)
				fr_usage("--format takes json or prometheus, not '%s'", args->value);
			break;
		}
	if (fr_config_load(&alerting->config, &err) < 0 ||
	    (to != NULL && fr_config_set(alerting->config, "alert_to", to, "--to", &err) < 0) ||
	    (store != NULL && fr_config_set(alerting->config, "store", store, "--store", &err) < 0) ||
	    fr_share_init(&alerting->share, NULL, &err) < 0)
		fr_die(&err);
}

static enum fr_exit stats(struct alerting *alerting)
{
	struct fr_error err;

	open_store(alerting, FR_STORE_READ);
	if (stats_write(alerting->store, alerting->prometheus, &err) < 0)
		fr_die(&err);
	return FR_EX_OK;
}

static enum fr_exit run(struct alerting *alerting)
{
	int count;
	char **operands = fr_operands(alerting->args, &count);
	struct fr_error err;
	enum fr_exit worst;

	if (count > 1)
		fr_usage("unexpected operand '%s'", operands[1]);
	if (count == 1 && strcmp(operands[0], "stats") == 0)
		return stats(alerting);
	if (alerting->prometheus)
		fr_usage("--format is for stats");
	if (channels_open(&alerting->channels, alerting->config, &err) < 0)
		fr_die(&err);
	if (count == 1 && strcmp(operands[0], "check") == 0)
		return FR_EX_OK;
	if (count == 1 && strcmp(operands[0], "test") != 0)
		fr_usage("unknown command '%s'", operands[0]);
	open_rest(alerting);
	if (count == 1)
		return test(alerting);
	worst = fr_filter_all(alerting->args, transform, alerting);
	return fr_exit_worse(worst, finish(alerting));
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct alerting alerting = { .args = &args };
	enum fr_exit worst;

	fr_start(&args, &command, argc, argv);
	parse(&alerting, &args);
	worst = run(&alerting);
	delivery_close(&alerting.delivery);
	guard_release(&alerting.guard);
	fr_store_free(alerting.store);
	channels_close(&alerting.channels);
	fr_share_release(&alerting.share);
	fr_config_free(alerting.config);
	return fr_finish(worst);
}

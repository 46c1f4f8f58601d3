/* fr-alert: tell a human what was found. */
#include <string.h>

#include "channel.h"
#include "command.h"
#include "config.h"
#include "share.h"
#include "stats.h"
#include "store.h"
#include "tell.h"

enum { OPT_TO = FR_OPT_OWN, OPT_WAIT, OPT_FORMAT };

static const struct fr_option option_table[] = {
	{ OPT_TO, "to", "LIST", "who is told (alert_to): slack, pagerduty, webhook, command; slack:high from high on" },
	{ 's', "store", "FILE|URI", "the store: a file (default fr.db in the state folder) or postgresql://…" },
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
	struct fr_store *store;
	struct telling telling;
	bool prometheus;
};

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
	struct telling *telling = &alerting->telling;
	struct fr_error err;

	if (!telling->dry_run)
		open_store(alerting, FR_STORE_WRITE);
	telling->config = alerting->config;
	telling->channels = &alerting->channels;
	telling->store = alerting->store;
	if (tell_open(telling, &alerting->share, &err) < 0)
		fr_die(&err);
}

static enum fr_exit test(struct alerting *alerting)
{
	jv envelope = fr_envelope_new();
	struct fr_error err;

	if (tell_test(&alerting->telling, &envelope, &err) < 0)
		fr_die(&err);
	fr_put(envelope);
	return alerting->telling.delivery.worst;
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
			alerting->telling.wait_seconds = fr_number("--wait", args->value, 0, 86400);
			break;
		case 'n':
			alerting->telling.dry_run = true;
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
	worst = fr_filter_all(alerting->args, tell, &alerting->telling);
	return fr_exit_worse(worst, tell_rest(&alerting->telling));
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct alerting alerting = { .args = &args };
	enum fr_exit worst;

	fr_start(&args, &command, argc, argv);
	parse(&alerting, &args);
	worst = run(&alerting);
	tell_close(&alerting.telling);
	fr_store_free(alerting.store);
	channels_close(&alerting.channels);
	fr_share_release(&alerting.share);
	fr_config_free(alerting.config);
	return fr_finish(worst);
}

/* fr-cost: what a prompt will cost, what was spent, and what is left. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fr-cost.h"
#include "values.h"

enum { OPT_MAX = FR_OPT_OWN, OPT_BATCH, OPT_BASE_URL, OPT_LAST, OPT_BY, OPT_FORMAT, OPT_SHARE };

static const struct fr_option option_table[] = {
	{ 'p', "provider", "NAME", "whose prices: anthropic, openai, ollama, offline" },
	{ 'm', "model", "NAME", "the model that is to answer" },
	{ OPT_BASE_URL, "base-url", "URL", "the server, when it is not the provider's own" },
	{ OPT_MAX, "max", "USD", "stop envelopes that can cost more" },
	{ OPT_BATCH, "batch", NULL, "at the price of a batch" },
	{ 's', "store", "FILE|URI", "the store: a file (default fr.db in the state folder) or postgresql://…" },
	{ OPT_LAST, "last", "DURATION", "report: how many days (default 30d; prometheus: all)" },
	{ OPT_BY, "by", "LIST", "report: day (default), provider, model, function, database, cluster" },
	{ OPT_FORMAT, "format", "FORMAT", "table (default on a terminal), json, csv or prometheus" },
	{ OPT_SHARE, "share", "FOLDER", "look for the price list in FOLDER first" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-cost",
	"[options] [report | budget]",
	"say what prompts will cost, what was spent, and what is left",
	option_table,
	"With no operand it is a filter: it adds .cost, the estimate and the most that the\n"
	"prompt can cost, to each envelope.\n"
	"\n"
	"  report  what was spent\n"
	"  budget  what is left of today's\n",
};

static enum fr_cost_format format_of(const char *name)
{
	static const char *const names[] = { "table", "json", "csv", "prometheus" };

	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return (enum fr_cost_format)i;
	fr_usage("--format takes table, json, csv or prometheus, not '%s'", name);
}

static void take(struct fr_cost_options *options, int option, const char *value)
{
	switch (option) {
	case OPT_BASE_URL:
		options->base_url = value;
		break;
	case OPT_BATCH:
		options->batch = true;
		break;
	case OPT_BY:
		options->by = value;
		break;
	case OPT_FORMAT:
		options->format = format_of(value);
		break;
	case OPT_MAX:
		options->max_microusd = fr_value_microusd(value);
		if (options->max_microusd < 0)
			fr_usage("--max takes an amount in dollars such as 0.50, not '%s'", value);
		break;
	case OPT_LAST:
		options->last_seconds = fr_value_seconds(value);
		if (options->last_seconds < 1)
			fr_usage("--last takes a duration such as 30d, not '%s'", value);
		break;
	}
}

/* The options, the settings below them, and the folders to search. */
static void read_all(struct fr_cost_options *options, struct fr_args *args, int argc, char **argv)
{
	const char *share = NULL;
	struct overrule {
		const char *key, *option, *value;
	} overrules[] = { { "ai_provider", "--provider", NULL },
			  { "ai_model", "--model", NULL },
			  { "store", "--store", NULL } };
	struct fr_error err;

	fr_start(args, &command, argc, argv);
	for (int option; (option = fr_next_option(args)) != -1;)
		if (option == OPT_SHARE)
			share = args->value;
		else if (option == 'p' || option == 'm' || option == 's')
			overrules[option == 'p' ? 0 : option == 'm' ? 1 : 2].value = args->value;
		else
			take(options, option, args->value);
	if (fr_config_load(&options->config, &err) < 0 || fr_share_init(&options->share, share, &err) < 0)
		fr_die(&err);
	for (int i = 0; i < 3; i++)
		if (overrules[i].value != NULL &&
		    fr_config_set(options->config, overrules[i].key, overrules[i].value, overrules[i].option, &err) < 0)
			fr_die(&err);
}

static enum fr_exit run(const struct fr_cost_options *options)
{
	int count;
	char **operands = fr_operands(options->args, &count);

	if (count == 0)
		return fr_cost_filter(options);
	if (count > 1)
		fr_usage("unexpected operand '%s'", operands[1]);
	if (strcmp(operands[0], "report") == 0)
		return fr_cost_report(options);
	if (strcmp(operands[0], "budget") == 0)
		return fr_cost_budget(options);
	fr_usage("unknown command '%s'", operands[0]);
}

struct fr_store *fr_cost_reader(const struct fr_cost_options *options)
{
	struct fr_store *store;
	struct fr_error err;
	struct fr_store_place place;

	if (fr_store_place(&place, options->config, &err) < 0 ||
	    fr_store_open(&store, &options->share, &place, FR_STORE_READ, 10, &err) < 0)
		fr_die(&err);
	fr_store_place_release(&place);
	return store;
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct fr_cost_options options = {
		.args = &args,
		.format = isatty(STDOUT_FILENO) ? FR_COST_TABLE : FR_COST_JSON,
		.max_microusd = -1,
		.last_seconds = -1,
	};
	enum fr_exit worst;

	read_all(&options, &args, argc, argv);
	worst = run(&options);
	fr_share_release(&options.share);
	fr_config_free(options.config);
	return fr_finish(worst);
}

/* fr-llm: have each envelope's prompt answered, by a model or by the rules. */
#include <string.h>
#include <unistd.h>

#include "batch.h"
#include "dry_run.h"
#include "flow.h"

/* Can anything leave this machine, as far as the command line and the settings go? */
static bool may_send(const struct options *options)
{
	const char *provider = fr_config_text(options->config, "ai_provider");
	bool allowed = options->named || options->dry_run || fr_config_boolean(options->config, "ai_enabled");

	return options->fallback != NULL || strcmp(provider, "auto") != 0 ?
		   strcmp(provider, "offline") != 0 || options->fallback != NULL :
		   allowed;
}

/* Without them nobody is asked, but what was to be asked goes on, with the reason. */
static void open_tools(struct desk *desk, bool online)
{
	struct fr_error *err = &desk->no_tools;

	if (tools_open(&desk->tools, desk->options.tools, err) < 0)
		return;
	desk->offered = tools_offered(desk->tools);
	if (!online || guard_tools(&desk->guard, desk->offered, err) == 0)
		err->code = FR_EX_OK;
}

/* What offline has no use for is not opened for it alone. */
static int set_up(struct desk *desk, struct fr_error *err)
{
	const struct options *options = &desk->options;
	bool online = false;

	if (fr_share_init(&desk->share, options->share, err) < 0 ||
	    (may_send(options) && fr_pricing_open(&desk->pricing, &desk->share, err) < 0) ||
	    targets_init(&desk->targets, options, &desk->share, desk->pricing, err) < 0)
		return -1;
	for (int i = 0; i < desk->targets.count; i++)
		online |= desk->targets.of[i].api != NULL && desk->targets.of[i].unusable.code == FR_EX_OK;
	if (options->batch && batch_check(&desk->targets.of[0], err) < 0)
		return -1;
	if (online && guard_init(&desk->guard, options->config, &desk->share, err) < 0)
		return -1;
	if (online && !options->dry_run && account_init(&desk->account, options, &desk->share, err) < 0)
		return -1;
	if (desk->targets.of[0].provider != NULL && desk->targets.of[0].api == NULL &&
	    desk->targets.of[0].unusable.code == FR_EX_OK && (desk->offline = offline_open(&desk->share, err)) == NULL)
		return -1;
	if (options->tools != NULL)
		open_tools(desk, online);
	show_init(&desk->show);
	desk->shows = desk->show.terminal && options->jobs == 1 && !options->no_stream;
	return 0;
}

static void release(struct desk *desk)
{
	fr_http_close(desk->http);
	tools_close(desk->tools);
	jv_free(desk->offered);
	targets_release(&desk->targets);
	account_release(&desk->account);
	guard_release(&desk->guard);
	fr_pricing_free(desk->pricing);
	offline_close(desk->offline);
	fr_share_release(&desk->share);
	options_release(&desk->options);
}

/* Who would be asked, and is everything there for that? */
static enum fr_exit check(const struct target *first)
{
	if (first->unusable.code != FR_EX_OK) {
		fr_report(&first->unusable);
		return first->unusable.code;
	}
	printf("%s\n", first->provider != NULL ? first->provider : "offline");
	return FR_EX_OK;
}

int main(int argc, char **argv)
{
	struct desk desk = { .offered = jv_invalid() };
	struct fr_error err = { 0 };
	enum fr_exit worst;

	options_read(&desk.options, argc, argv);
	if (set_up(&desk, &err) < 0)
		fr_die(&err);
	if (desk.options.check)
		worst = check(&desk.targets.of[0]);
	else if (desk.options.dry_run)
		worst = fr_filter(&desk.options.args, dry_run, &desk);
	else
		worst = desk.options.batch ? batch_run(&desk) : flow_run(&desk);
	if (worst == FR_EX_OK && desk.no_tools.code != FR_EX_OK) /* no envelope has said it */
		fr_report(&desk.no_tools);
	worst = fr_exit_worse(worst, desk.no_tools.code);
	release(&desk);
	return fr_finish(worst);
}

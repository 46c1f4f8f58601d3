/* fr-log: keep diagnoses and errors, print them, find them again, and judge them. */
#include <signal.h>
#include <unistd.h>

#include "config.h"
#include "fr-log.h"

/* Where the store is. That there is no place for one must not keep a diagnosis from being printed. */
static void configure(struct fr_log_options *options)
{
	struct fr_config *config;
	struct fr_error err;

	if (fr_config_load(&config, &err) < 0 ||
	    (options->store != NULL && fr_config_set(config, "store", options->store, "--store", &err) < 0))
		fr_die(&err);
	if (fr_store_place(&options->where, config, &options->placeless) == 0)
		options->place = options->where.name;
	options->retention_us = fr_config_seconds(config, "envelope_retention") * INT64_C(1000000);
	fr_config_free(config);
	if (fr_share_init(&options->share, NULL, &err) < 0)
		fr_die(&err);
}

int main(int argc, char **argv)
{
	struct fr_log_options options = {
		.limit = 50,
		.wait_seconds = 10,
		.reveal = isatty(STDOUT_FILENO),
		.verdict = FR_LOG_NO_VERDICT,
	};
	fr_log_command *run;
	struct fr_args args;
	enum fr_exit worst;
	char **operands;
	int count;

	signal(SIGXFSZ, SIG_IGN); /* a file size limit is a full disk: the diagnosis must still come out */
	run = fr_log_parse(&options, &args, argc, argv, &operands, &count);
	configure(&options);
	options.look = fr_look_of(stdout, options.color);
	options.columns = fr_look_columns(stdout);
	worst = run != NULL ? run(&options, operands, count) : fr_log_filter(&options);
	fr_share_release(&options.share);
	fr_store_place_release(&options.where);
	return fr_finish(worst);
}

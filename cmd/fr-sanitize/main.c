/* fr-sanitize: each envelope without what identifies a person or opens a door. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "reveal_lines.h"
#include "sanitize.h"
#include "share.h"

enum { OPT_CHECK = FR_OPT_OWN, OPT_EXPLAIN, OPT_KEEP_LITERALS, OPT_LEVEL, OPT_REVEAL, OPT_SHARE };

static const struct fr_option options[] = {
	{ OPT_CHECK, "check", NULL, "take nothing out: name what is there and pass on only what is clean" },
	{ OPT_EXPLAIN, "explain", NULL, "say on stderr which field lost what" },
	{ OPT_KEEP_LITERALS, "keep-literals", NULL, "leave literals in queries (needs ai_sanitize_queries = false)" },
	{ OPT_LEVEL, "level", "LEVEL", "strict, default or minimal" },
	{ OPT_REVEAL, "reveal", NULL, "turn pseudonyms in envelopes or text back into names" },
	{ OPT_SHARE, "share", "FOLDER", "look for field classes and patterns in FOLDER first" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-sanitize",
	"[options]",
	"take literals, secrets and identities out of each envelope's evidence",
	options,
	"Pseudonyms are made with a key in the state folder (~/.local/state/fr), and the table that --reveal reads\n"
	"is there too: neither ever leaves this machine.\n",
};

struct state {
	struct fr_sanitizer *sanitizer;
	bool check;
	bool leaked;
};

/* The path may hold what was a key in the input; fr_note masks it. */
static void tell(void *unused, const char *path, const char *kinds)
{
	(void)unused;
	fr_note("%s: %s", path, kinds);
}

static int sanitize(jv *envelope, void *data, struct fr_error *err)
{
	struct state *state = data;

	if (!state->check)
		return fr_sanitize(state->sanitizer, envelope, err);
	if (fr_sanitize_check(state->sanitizer, *envelope) > 0) {
		state->leaked = true;
		jv_free(*envelope);
		*envelope = jv_null();
	}
	return 0;
}

/* What the configuration allows, on top of the command line. */
static void configure(struct fr_sanitize_options *want)
{
	struct fr_config *config;
	struct fr_error err = { 0 };

	if (fr_config_load(&config, &err) < 0)
		fr_die(&err);
	if (want->keep_literals && fr_config_boolean(config, "ai_sanitize_queries")) {
		fr_error_set(&err, FR_EX_NOPERM, "--keep-literals is refused while ai_sanitize_queries is on");
		fr_error_hint(&err, "set ai_sanitize_queries = false where literals may leave this machine");
		fr_die(&err);
	}
	want->keep_identities = !fr_config_boolean(config, "ai_redact_usernames");
	fr_config_free(config);
}

static enum fr_exit run(const struct fr_args *args, struct fr_sanitize_options want, const char *folder, bool explain)
{
	struct state state = { .check = want.check };
	struct fr_error err = { 0 };
	struct fr_share share;
	enum fr_exit worst;

	configure(&want);
	if (fr_share_init(&share, folder, &err) < 0 || fr_sanitizer_new(&state.sanitizer, &share, &want, &err) < 0)
		fr_die(&err);
	fr_share_release(&share);
	if (explain || want.check)
		fr_sanitizer_watch(state.sanitizer, tell, NULL);
	worst = fr_filter_all(args, sanitize, &state);
	fr_sanitizer_free(state.sanitizer);
	return state.leaked ? fr_exit_worse(worst, FR_EX_DATAERR) : worst;
}

int main(int argc, char **argv)
{
	struct fr_sanitize_options want = { 0 };
	const char *folder = NULL;
	bool explain = false, reveal = false;
	struct fr_args args;
	int option;

	fr_start(&args, &command, argc, argv);
	while ((option = fr_next_option(&args)) != -1)
		switch (option) {
		case OPT_CHECK:
			want.check = true;
			break;
		case OPT_EXPLAIN:
			explain = true;
			break;
		case OPT_KEEP_LITERALS:
			want.keep_literals = true;
			break;
		case OPT_LEVEL:
			if (fr_sanitize_level(args.value, &want.level) < 0)
				fr_usage("--level takes strict, default or minimal, not '%s'", args.value);
			break;
		case OPT_REVEAL:
			reveal = true;
			break;
		case OPT_SHARE:
			folder = args.value;
			break;
		}
	fr_no_operands(&args);
	if (reveal && (want.check || explain || want.keep_literals))
		fr_usage("--reveal goes with no other way of working");
	return fr_finish(reveal ? reveal_lines() : run(&args, want, folder, explain));
}

/* fr-prompt: what the rules find in each envelope, and the prompt for a model. */
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "catalog.h"
#include "command.h"
#include "examples.h"
#include "findings.h"
#include "json.h"
#include "message.h"
#include "question.h"
#include "rules.h"
#include "sealing.h"
#include "share.h"

#define MOST_SECONDS 20  /* for one envelope */
#define MAX_TOKENS 8000L /* of a prompt, where nobody asks for another number */

enum { OPT_SHARE = FR_OPT_OWN, OPT_AUDIENCE, OPT_EXAMPLES, OPT_MAX_TOKENS };

#define EXAMPLES_MOST 20

static const struct fr_option options[] = {
	{ 'q', "question", "TEXT", "what is asked (chat, ask); with no input it is asked by itself" },
	{ OPT_AUDIENCE, "audience", "WHO", "for whom the report is: external (default) or internal" },
	{ OPT_EXAMPLES, "examples", "N",
	  "add at most N similar diagnoses that were marked helpful, and notes on others" },
	{ OPT_SHARE, "share", "FOLDER", "look for rules and prompts in FOLDER first" },
	{ OPT_MAX_TOKENS, "max-tokens", "N", "leave out evidence until the prompt has about N tokens (8000)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-prompt",
	"[options] NAME | list | show NAME",
	"run the rules on each envelope and make the prompt NAME",
	options,
	"NAME is a prompt that 'fr-prompt list' names, or a jq file, with a slash in its name.\n",
};

/* What the command line asks for. */
struct asked {
	long examples, max_tokens;
	const char *question, *audience; /* NULL: not given */
};

struct state {
	struct rules rules;
	char *name;
	int max_tokens;
	jv question;          /* clean (question.h); invalid: none is asked */
	const char *audience; /* NULL: not given */
	bool any;             /* an envelope was there */
	jv noted;             /* the failed rules that were reported */
	struct examples *examples;
	struct sealing sealing;
};

/* Rules and prompts are programs, and may never end. The handler may only use what is safe in one. */
static void too_long(int signal_number)
{
	static const char message[] = "fr-prompt: the rules and the prompt did not end within 20 s\n";

	(void)signal_number;
	if (write(STDERR_FILENO, message, sizeof(message) - 1) < 0)
		_exit(FR_EX_IOERR);
	_exit(FR_EX_CONFIG);
}

/* Say once of each rule that failed that it did. Consumes failed. */
static void note_failed(struct state *state, jv failed)
{
	jv_object_foreach (failed, cause, message) {
		if (!fr_json_true(state->noted, jv_string_value(cause)))
			fr_note("rule '%s' failed and is left out: %s", jv_string_value(cause),
				jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : "no reason given");
		state->noted = jv_object_set(state->noted, cause, jv_true());
		jv_free(message);
	}
	jv_free(failed);
}

static int add_findings(jv *envelope, jv facts, struct state *state, struct fr_error *err)
{
	jv made, failed;

	if (rules_run(&state->rules, *envelope, facts, &made, err) < 0)
		return -1;
	*envelope = fr_json_set(*envelope, "findings", findings_rank(made, facts, state->rules.least, &failed));
	note_failed(state, failed);
	return 0;
}

static int add_prompt(jv *envelope, jv facts, struct state *state, struct fr_error *err)
{
	struct fr_error why;
	jv prompt;

	if (rules_prompt(&state->rules, *envelope, &prompt, &why) < 0)
		return fr_error_set(err, why.code, "prompt '%s' failed: %s", state->name, why.message);
	prompt = message_prompt(prompt, state->name, *envelope, facts, state->max_tokens, err);
	if (!jv_is_valid(prompt))
		return -1;
	*envelope = fr_json_set(*envelope, "prompt", prompt);
	return 0;
}

/* Outside of the time that rules and prompts have: the store may be far away. */
static void finish_prompt(jv *envelope, struct state *state)
{
	jv prompt = fr_json_get(*envelope, "prompt");

	*envelope = fr_json_set(*envelope, "prompt", examples_add(state->examples, prompt, *envelope));
	sealing_seal(&state->sealing, envelope);
}

/* What was asked on the command line, where prompts can see it. */
static void add_asked(jv *envelope, struct state *state)
{
	state->any = true;
	if (jv_is_valid(state->question))
		*envelope = fr_json_set(*envelope, "question", jv_copy(state->question));
	if (state->audience != NULL)
		*envelope = fr_json_set(*envelope, "audience", jv_string(state->audience));
}

static int transform(jv *envelope, void *data, struct fr_error *err)
{
	jv context = fr_json_get(*envelope, "context");
	bool evidence = jv_get_kind(context) == JV_KIND_OBJECT;
	int status;
	jv facts;

	jv_free(context);
	if (!evidence) {
		fr_error_set(err, FR_EX_DATAERR, "the envelope has no context");
		return fr_error_hint(err, "fr-context gathers it");
	}
	add_asked(envelope, data);
	facts = findings_facts(*envelope);
	alarm(MOST_SECONDS);
	status = add_findings(envelope, facts, data, err);
	if (status == 0)
		status = add_prompt(envelope, facts, data, err);
	alarm(0);
	jv_free(facts);
	if (status == 0)
		finish_prompt(envelope, data);
	return status;
}

/* A question with no envelope to ask it of is asked by itself. */
static enum fr_exit ask_alone(struct state *state)
{
	jv envelope = question_envelope();
	struct fr_error err = { 0 };
	int status = transform(&envelope, state, &err);

	if (status < 0)
		fr_report(&err);
	fr_put(status < 0 ? fr_envelope_fail(envelope, "prompt", &err) : envelope);
	return status < 0 ? err.code : FR_EX_OK;
}

static enum fr_exit run(const struct fr_args *args, struct state *state)
{
	bool asks = jv_is_valid(state->question);
	enum fr_exit worst = FR_EX_OK;

	if (!asks || !isatty(STDIN_FILENO))
		worst = fr_filter(args, transform, state);
	return asks && !state->any && worst == FR_EX_OK ? ask_alone(state) : worst;
}

static enum fr_exit filter(const struct fr_args *args, const struct fr_share *share, const char *name,
			   const struct asked *asked, struct fr_error *err)
{
	struct state state = {
		.noted = jv_object(),
		.examples = examples_open(share, asked->examples),
		.max_tokens = (int)asked->max_tokens,
		.question = jv_invalid(),
		.audience = asked->audience,
	};
	char *path = catalog_path(share, name, err);
	enum fr_exit worst;

	if (path == NULL)
		fr_die(err);
	if (rules_open(&state.rules, share, path, err) < 0 || sealing_init(&state.sealing, share, err) < 0)
		fr_die(err);
	if (asked->question != NULL) {
		state.question = question_clean(share, state.sealing.config, asked->question, err);
		if (!jv_is_valid(state.question))
			fr_die(err);
	}
	state.name = catalog_name(path);
	free(path);
	signal(SIGALRM, too_long);
	worst = run(args, &state);
	jv_free(state.question);
	examples_free(state.examples);
	jv_free(state.noted);
	free(state.name);
	rules_release(&state.rules);
	sealing_release(&state.sealing);
	return worst;
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct fr_error err;
	struct fr_share share;
	enum fr_exit status = FR_EX_OK;
	const char *folder = NULL;
	struct asked asked = { .max_tokens = MAX_TOKENS };
	char **words;
	int count;

	fr_start(&args, &command, argc, argv);
	for (int option; (option = fr_next_option(&args)) != -1;)
		if (option == OPT_SHARE)
			folder = args.value;
		else if (option == 'q')
			asked.question = args.value;
		else if (option == OPT_AUDIENCE)
			asked.audience = args.value;
		else if (option == OPT_EXAMPLES)
			asked.examples = fr_number("--examples", args.value, 0, EXAMPLES_MOST);
		else if (option == OPT_MAX_TOKENS)
			asked.max_tokens = fr_number("--max-tokens", args.value, 500, 1000000);
	if (asked.audience != NULL && strcmp(asked.audience, "external") != 0 &&
	    strcmp(asked.audience, "internal") != 0)
		fr_usage("--audience takes external or internal, not '%s'", asked.audience);
	words = fr_operands(&args, &count);
	if (count == 0)
		fr_usage("which prompt? 'fr-prompt list' names all");
	if (count > (strcmp(words[0], "show") == 0 ? 2 : 1))
		fr_usage("unexpected operand '%s'", words[count - 1]);
	if (strcmp(words[0], "show") == 0 && count < 2)
		fr_usage("show needs the NAME of a prompt");

	if (fr_share_init(&share, folder, &err) < 0)
		fr_die(&err);
	if (strcmp(words[0], "list") == 0 || strcmp(words[0], "show") == 0) {
		if ((count == 2 ? catalog_show(&share, words[1], &err) : catalog_list(&share, &err)) < 0)
			fr_die(&err);
	} else {
		status = filter(&args, &share, words[0], &asked, &err);
	}
	fr_share_release(&share);
	return fr_finish(status);
}

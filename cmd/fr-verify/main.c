/* fr-verify: is what the answer cites in the evidence? */
#include <stdlib.h>
#include <string.h>

#include "answer.h"
#include "command.h"
#include "json.h"
#include "share.h"

enum { OPT_STRICT = FR_OPT_OWN, OPT_SHARE };

static const struct fr_option options[] = {
	{ OPT_STRICT, "strict", NULL, "an answer that cites what is not in the evidence is an error (76)" },
	{ OPT_SHARE, "share", "FOLDER", "look for the terms in FOLDER first" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-verify",
	"[options]",
	"check each envelope's answer against its evidence",
	options,
	"What the answer cites and the evidence has not is listed in .verification.unsupported.\n",
};

struct state {
	struct evidence evidence;
	struct answer answer;
	bool strict;
};

static int complain(const struct answer *answer, jv verification, struct fr_error *err)
{
	jv unsupported = fr_json_get(verification, "unsupported");
	jv first = jv_array_get(unsupported, 0);
	char *text = fr_json_text(first, "text");

	fr_error_set(err, FR_EX_PROTOCOL, "the evidence has not what the answer cites %zu times of %zu, first '%s'",
		     answer->cited - answer->supported, answer->cited, text != NULL ? text : "");
	fr_error_hint(err, "the answer is kept; .verification.unsupported lists what was not found");
	free(text);
	jv_free(first);
	return -1;
}

static int verify(jv *envelope, void *data, struct fr_error *err)
{
	struct state *state = data;
	jv response = fr_json_get(*envelope, "response");
	jv verification;
	int result = 0;

	if (jv_get_kind(response) != JV_KIND_OBJECT) {
		jv_free(response);
		return 0;
	}
	evidence_read(&state->evidence, *envelope);
	answer_check(&state->answer, response);
	jv_free(response);
	verification = answer_verdict(&state->answer);
	if (state->strict && state->answer.supported < state->answer.cited)
		result = complain(&state->answer, verification, err);
	*envelope = fr_json_set(*envelope, "verification", verification);
	evidence_release(&state->evidence);
	return result;
}

int main(int argc, char **argv)
{
	static struct state state; /* too large for a stack */
	static struct terms terms;
	const char *folder = NULL;
	struct fr_share share;
	struct fr_error err = { 0 };
	struct fr_args args;
	enum fr_exit worst;
	int option;

	fr_start(&args, &command, argc, argv);
	while ((option = fr_next_option(&args)) != -1)
		switch (option) {
		case OPT_STRICT:
			state.strict = true;
			break;
		case OPT_SHARE:
			folder = args.value;
			break;
		}
	fr_no_operands(&args);
	if (fr_share_init(&share, folder, &err) < 0 || terms_load(&terms, &share, &err) < 0)
		fr_die(&err);
	fr_share_release(&share);
	state.evidence.terms = &terms;
	state.answer.evidence = &state.evidence;
	state.answer.unsupported = jv_null();
	worst = fr_filter(&args, verify, &state);
	named_release(&state.answer.named);
	terms_release(&terms);
	return fr_finish(worst);
}

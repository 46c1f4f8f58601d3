#include "sealing.h"

#include "command.h"
#include "json.h"
#include "seal.h"

int sealing_init(struct sealing *sealing, const struct fr_share *share, struct fr_error *err)
{
	*sealing = (struct sealing){ .share = share };
	return fr_config_load(&sealing->config, err);
}

void sealing_release(struct sealing *sealing)
{
	fr_sanitizer_free(sealing->sanitizer);
	fr_config_free(sealing->config);
}

static int seal(struct sealing *sealing, jv *envelope, struct fr_error *err)
{
	unsigned rules = fr_seal_rules(sealing->config);
	struct fr_sanitize_options options = { .check = true,
					       .keep_literals = (rules & FR_SEAL_LITERALS) != 0,
					       .keep_identities = (rules & FR_SEAL_IDENTITIES) != 0 };
	jv prompt;
	int status;

	if (sealing->sanitizer == NULL && fr_sanitizer_new(&sealing->sanitizer, sealing->share, &options, err) < 0)
		return -1;
	if (fr_sanitize_check(sealing->sanitizer, *envelope) > 0)
		return 0;
	prompt = fr_json_get(*envelope, "prompt");
	status = fr_seal_put(&prompt, rules, err);
	*envelope = fr_json_set(*envelope, "prompt", prompt);
	return status;
}

void sealing_seal(struct sealing *sealing, jv *envelope)
{
	struct fr_error err;

	if (!fr_json_true(*envelope, "sanitize") || seal(sealing, envelope, &err) == 0)
		return;
	if (!sealing->failed)
		fr_note("the prompt is not sealed, so no model can be asked: %s", err.message);
	sealing->failed = true;
}

#include "question.h"

#include "envelope.h"
#include "json.h"
#include "sanitize.h"
#include "version.h"

jv question_clean(const struct fr_share *share, const struct fr_config *config, const char *text, struct fr_error *err)
{
	struct fr_sanitize_options options = {
		.keep_literals = !fr_config_boolean(config, "ai_sanitize_queries"),
		.keep_identities = !fr_config_boolean(config, "ai_redact_usernames"),
	};
	jv question = fr_json_set(jv_object(), "text", jv_string(text));
	jv envelope = fr_json_set(jv_object(), "question", question);
	struct fr_sanitizer *sanitizer;

	question = jv_invalid();
	if (fr_sanitizer_new(&sanitizer, share, &options, err) == 0) {
		if (fr_sanitize(sanitizer, &envelope, err) == 0)
			question = fr_json_get(envelope, "question");
		fr_sanitizer_free(sanitizer);
	}
	jv_free(envelope);
	return question;
}

jv question_envelope(void)
{
	jv envelope = fr_json_set(fr_envelope_new(), "context", jv_object());
	jv mark = fr_json_set(jv_object(), "version", jv_string(FR_VERSION));

	mark = fr_json_set(mark, "counts", jv_object());
	return fr_json_set(envelope, "sanitize", mark);
}

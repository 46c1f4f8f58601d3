#include "guard.h"

#include <stdio.h>
#include <string.h>

#include "json.h"
#include "seal.h"

int guard_init(struct guard *guard, const struct fr_config *config, const struct fr_share *share, struct fr_error *err)
{
	struct fr_sanitize_options options = { 0 };

	guard->rules = fr_seal_rules(config);
	options.keep_literals = (guard->rules & FR_SEAL_LITERALS) != 0;
	options.keep_identities = (guard->rules & FR_SEAL_IDENTITIES) != 0;
	return fr_clean_init(&guard->clean, share, &options, err);
}

void guard_release(struct guard *guard)
{
	fr_clean_release(&guard->clean);
}

/* The seal is not sent, and looks like a secret. Consumes prompt. */
static bool is_clean_prompt(struct guard *guard, jv prompt)
{
	if (jv_get_kind(prompt) == JV_KIND_OBJECT)
		prompt = jv_object_delete(prompt, jv_string("seal"));
	return fr_clean_strings(&guard->clean, "prompt", prompt);
}

/* Whatever became of the evidence since: was the prompt made from it when it was clean? */
static int check_seal(const struct guard *guard, jv envelope, struct fr_error *err)
{
	jv prompt = fr_json_get(envelope, "prompt");
	int holds = fr_seal_holds(prompt, guard->rules, err);

	jv_free(prompt);
	if (holds != 0)
		return holds < 0 ? -1 : 0;
	fr_error_set(err, FR_EX_NOPERM, "nothing proves that the prompt was made from sanitised evidence");
	return fr_error_hint(err,
			     "fr-prompt seals it, on this machine and behind fr-sanitize; a change breaks the seal");
}

int guard_check(struct guard *guard, jv envelope, struct fr_error *err)
{
	fr_clean_begin(&guard->clean);
	if (!fr_json_true(envelope, "sanitize")) {
		fr_error_set(err, FR_EX_NOPERM, "the envelope was not at fr-sanitize");
		return fr_error_hint(err, "fr-context … | fr-sanitize | fr-prompt … | fr-llm");
	}
	if (fr_clean_evidence(&guard->clean, envelope) && is_clean_prompt(guard, fr_json_get(envelope, "prompt")))
		return check_seal(guard, envelope, err);
	return fr_clean_refuse(&guard->clean, err);
}

bool guard_text(struct guard *guard, jv text)
{
	fr_clean_begin(&guard->clean);
	return fr_clean_strings(&guard->clean, "text", jv_copy(text));
}

/* As the tools write a timestamptz. It says nothing of anybody, whatever the column is called. */
static bool is_time(jv value)
{
	const char *text = jv_get_kind(value) == JV_KIND_STRING ? jv_string_value(value) : "";
	size_t length = strlen(text);

	return length >= sizeof("2026-11-23T10:00:00Z") - 1 &&
	       length <= sizeof("2026-11-23T10:00:00.123456+00:00") - 1 && strspn(text, "0123456789-T:.Z+") == length &&
	       text[4] == '-' && text[10] == 'T';
}

/* The rows without numbers and times, which a tool may call what it likes. Consumes rows. */
static jv without_numbers(jv rows)
{
	jv_array_foreach (rows, i, row) {
		if (jv_get_kind(row) == JV_KIND_OBJECT)
			jv_object_foreach (row, key, value) {
				if (jv_get_kind(value) == JV_KIND_NUMBER || is_time(value))
					row = jv_object_set(row, key, jv_null());
				else
					jv_free(key);
				jv_free(value);
			}
		rows = jv_array_set(rows, i, row);
	}
	return rows;
}

int guard_result(struct guard *guard, const char *tool, jv answer, struct fr_error *err)
{
	jv rows = fr_json_get(answer, "result.rows"), message = fr_json_get(answer, "error.message");
	jv section = jv_object(), envelope;
	bool clean;

	fr_clean_begin(&guard->clean);
	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		section = fr_json_set(section, "rows", without_numbers(rows));
	else
		jv_free(rows);
	if (jv_get_kind(message) == JV_KIND_STRING)
		section = fr_json_set(section, "summary", message); /* text, whoever wrote it */
	else
		jv_free(message);
	envelope = fr_json_set(jv_object(), "context", fr_json_set(jv_object(), tool, section));
	clean = fr_clean_evidence(&guard->clean, envelope);
	jv_free(envelope);
	return clean ? 0 :
		       fr_error_set(err, FR_EX_NOPERM, "what tool '%s' gave is not clean: %s (%s)", tool,
				    guard->clean.field, guard->clean.kinds);
}

int guard_tools(struct guard *guard, jv tools, struct fr_error *err)
{
	fr_clean_begin(&guard->clean);
	if (fr_clean_strings(&guard->clean, "tools", jv_copy(tools)))
		return 0;
	return fr_error_set(err, FR_EX_NOPERM, "'%s' is not clean (%s)", guard->clean.field, guard->clean.kinds);
}

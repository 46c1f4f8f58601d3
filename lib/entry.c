#include "entry.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "entry_internal.h"
#include "id.h"
#include "json.h"
#include "pack.h"

#define EXACT_IN_A_DOUBLE 9007199254740992.0 /* 2^53 */

jv fr_entry_plain(jv value)
{
	jv parts;

	if (jv_get_kind(value) != JV_KIND_STRING) {
		jv_free(value);
		return jv_null();
	}
	if (strlen(jv_string_value(value)) == (size_t)jv_string_length_bytes(jv_copy(value)))
		return value;
	parts = jv_string_split(value, jv_string_sized("\0", 1));
	value = jv_string_empty(0);
	jv_array_foreach (parts, i, part) {
		if (i > 0)
			value = jv_string_append_str(value, "\uFFFD");
		value = jv_string_concat(value, part);
	}
	jv_free(parts);
	return value;
}

static jv text(jv envelope, const char *path)
{
	return fr_entry_plain(fr_json_get(envelope, path));
}

jv fr_entry_json(jv value)
{
	if (jv_get_kind(value) == JV_KIND_INVALID || jv_get_kind(value) == JV_KIND_NULL) {
		jv_free(value);
		return jv_null();
	}
	return jv_dump_string(value, 0);
}

jv fr_entry_whole(double number)
{
	return number >= 0 && number < EXACT_IN_A_DOUBLE ? jv_number(round(number)) : jv_null();
}

jv fr_entry_moment(jv object, const char *path)
{
	jv value = text(object, path);

	if (jv_get_kind(value) == JV_KIND_STRING) {
		const char *time = jv_string_value(value);

		if (time[0] == '\0' || strlen(time) > 40 || time[strspn(time, "0123456789-+:. TZ")] != '\0') {
			jv_free(value);
			return jv_null();
		}
	}
	return value;
}

bool fr_entry_id_good(const char *id)
{
	static const char good[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
	size_t length = strlen(id);

	return length >= 1 && length <= 64 && strspn(id, good) == length;
}

/* Tokens in and out, those read from and written to the provider's cache included. */
static jv tokens(jv envelope)
{
	static const char *const parts[] = { "input_tokens", "output_tokens", "cache_read_input_tokens",
					     "cache_creation_input_tokens" };
	jv usage = fr_json_get(envelope, "response.usage");
	double total = fr_json_number(usage, "total_tokens", -1); /* below 0: nobody said */
	bool reported = total >= 0;

	for (size_t i = 0; !reported && i < sizeof(parts) / sizeof(parts[0]); i++) {
		double count = fr_json_number(usage, parts[i], -1);

		if (count >= 0)
			total = (total > 0 ? total : 0) + count;
	}
	jv_free(usage);
	return fr_entry_whole(total);
}

static jv causes(jv findings)
{
	jv names = jv_array();

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			jv cause = text(finding, "cause");

			if (jv_get_kind(cause) == JV_KIND_STRING)
				names = jv_array_append(names, cause);
			else
				jv_free(cause);
			jv_free(finding);
		}
	return names;
}

static size_t json_bytes(jv value)
{
	jv dumped = jv_dump_string(value, 0);
	size_t bytes = (size_t)jv_string_length_bytes(jv_copy(dumped));

	jv_free(dumped);
	return bytes;
}

/* What was asked, or the statement that was explained. */
static jv question(jv envelope)
{
	jv asked = text(envelope, "question.text");
	char *prompt = fr_json_text(envelope, "prompt.name");

	if (jv_get_kind(asked) == JV_KIND_NULL && prompt != NULL && strcmp(prompt, "explain") == 0) {
		jv rows = fr_json_get(envelope, "context.query.rows");
		jv row = jv_get_kind(rows) == JV_KIND_ARRAY ? jv_array_get(rows, 0) : rows;

		asked = text(row, "query");
		jv_free(row);
	}
	free(prompt);
	return asked;
}

/* The id at path, or null. */
static jv id_at(jv envelope, const char *path)
{
	char *id = fr_json_text(envelope, path);
	jv value = id != NULL && fr_entry_id_good(id) ? jv_string(id) : jv_null();

	free(id);
	return value;
}

/* What both tables have. */
static jv begin(jv envelope, const char *table)
{
	char now[FR_TIME_BYTES], fresh[FR_ID_BYTES];
	char *id = fr_json_text(envelope, "id");
	jv entry = fr_json_set(jv_object(), "table", jv_string(table));

	fr_time_now(now);
	fr_id_new(fresh);
	entry = fr_json_set(entry, "created_at", jv_string(now));
	entry = fr_json_set(entry, "fresh_id", jv_string(fresh));
	entry = fr_json_set(entry, "envelope_id", jv_string(id != NULL && fr_entry_id_good(id) ? id : fresh));
	free(id);
	entry = fr_json_set(entry, "conversation", id_at(envelope, "conversation.id"));
	return fr_json_set(entry, "question", question(envelope));
}

static jv diagnosis(jv envelope, jv answer, bool auto_generated)
{
	jv entry = begin(envelope, "ai_diagnoses");
	jv findings = fr_json_get(envelope, "findings");
	jv context = fr_json_get(envelope, "context");
	jv provider = text(envelope, "response.provider");
	jv model = text(envelope, "response.model");

	if (jv_get_kind(model) == JV_KIND_NULL)
		model = jv_get_kind(provider) == JV_KIND_STRING ? jv_copy(provider) : jv_string("unknown");
	entry = fr_json_set(entry, "continues", id_at(envelope, "conversation.continues"));
	entry = fr_json_set(entry, "time_window_start", fr_entry_moment(envelope, "window.start"));
	entry = fr_json_set(entry, "time_window_end", fr_entry_moment(envelope, "window.end"));
	entry = fr_json_set(entry, "model", model);
	entry = fr_json_set(entry, "provider", provider);
	entry = fr_json_set(entry, "context_size_bytes",
			    jv_is_valid(context) ? jv_number((double)json_bytes(jv_copy(context))) : jv_null());
	entry = fr_json_set(entry, "diagnosis", answer);
	entry = fr_json_set(entry, "tokens_used", tokens(envelope));
	entry = fr_json_set(entry, "cost_microusd",
			    fr_entry_whole(1e6 * fr_json_number(envelope, "response.cost_usd", -1)));
	entry = fr_json_set(entry, "auto_generated", jv_bool(auto_generated));
	entry = fr_json_set(entry, "sanitized", jv_bool(fr_json_true(envelope, "sanitize")));
	entry = fr_json_set(entry, "verification", fr_entry_json(fr_json_get(envelope, "verification")));
	entry = fr_json_set(entry, "prompt_name", text(envelope, "prompt.name"));
	entry = fr_json_set(entry, "stop_reason", text(envelope, "response.stop_reason"));
	entry = fr_json_set(entry, "source_kind", text(envelope, "source.kind"));
	entry = fr_json_set(entry, "database", text(envelope, "source.database"));
	entry = fr_json_set(entry, "cluster", text(envelope, "source.cluster"));
	entry = fr_json_set(entry, "causes", fr_entry_json(causes(findings)));
	entry = fr_json_set(entry, "findings",
			    fr_entry_json(jv_get_kind(findings) == JV_KIND_ARRAY ? jv_copy(findings) : jv_array()));
	jv_free(findings);
	jv_free(context);
	return entry;
}

static jv failure(jv envelope, jv error)
{
	jv entry = begin(envelope, "ai_errors");
	jv context = jv_object();
	jv message = jv_get_kind(error) == JV_KIND_STRING ? fr_entry_plain(jv_copy(error)) : text(error, "message");

	context = fr_json_set(context, "start", fr_entry_moment(envelope, "window.start"));
	context = fr_json_set(context, "end", fr_entry_moment(envelope, "window.end"));
	context = fr_json_set(context, "source", text(envelope, "source.kind"));
	context = fr_json_set(context, "database", text(envelope, "source.database"));
	context = fr_json_set(context, "prompt", text(envelope, "prompt.name"));
	if (jv_get_kind(message) == JV_KIND_NULL)
		message = jv_string("an error without a message");
	entry = fr_json_set(entry, "error_message", message);
	entry = fr_json_set(entry, "context", fr_entry_json(context));
	entry = fr_json_set(entry, "stage", text(error, "stage"));
	entry = fr_json_set(entry, "code", fr_entry_whole(fr_json_number(error, "code", -1)));
	entry = fr_json_set(entry, "hint", text(error, "hint"));
	entry = fr_json_set(entry, "response", fr_entry_json(fr_json_get(envelope, "response")));
	jv_free(error);
	return entry;
}

jv fr_entry(jv envelope, bool auto_generated)
{
	jv answer;

	if (fr_json_true(envelope, "error"))
		return failure(envelope, fr_json_get(envelope, "error"));
	answer = text(envelope, "response.text");
	if (jv_get_kind(answer) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(answer)) > 0)
		return diagnosis(envelope, answer, auto_generated);
	jv_free(answer);
	return jv_invalid();
}

jv fr_entry_add_envelope(jv entry, jv envelope)
{
	return fr_json_set(entry, "envelope", fr_pack(jv_object_delete(jv_copy(envelope), jv_string("log"))));
}

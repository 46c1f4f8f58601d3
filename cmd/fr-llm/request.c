#include "request.h"

#include <math.h>

#include "json.h"

#define OUTPUT_TOKENS 4000 /* where the prompt does not say */
#define OUTPUT_TOKENS_MOST 1000000

/* What the prompt asks for, room to think, and no more than the model has. */
static int64_t output_tokens(const struct target *target, jv prompt)
{
	double wanted = fr_json_number(prompt, "max_output_tokens", OUTPUT_TOKENS);
	int64_t tokens = (int64_t)fmin(fmax(wanted, 1), OUTPUT_TOKENS_MOST) + target->thinks;

	if (target->price.max_output_tokens > 0 && tokens > target->price.max_output_tokens)
		return target->price.max_output_tokens;
	return tokens;
}

/*
 * A prompt that is part of a conversation, that tools go with, or that says so, is one that later requests begin with.
 * Caching the others costs more than it saves, as does caching what is too short for the vendor to keep.
 */
static bool repeats(const struct target *target, const struct request *request)
{
	jv messages = fr_json_get(request->prompt, "messages");
	bool turns = jv_get_kind(messages) == JV_KIND_ARRAY && jv_array_length(jv_copy(messages)) > 1;
	jv text;
	int64_t bytes;

	jv_free(messages);
	if (!turns && !fr_json_true(request->prompt, "repeats") && !jv_is_valid(request->tools))
		return false;
	text = jv_dump_string(JV_ARRAY(jv_copy(request->prompt), jv_copy(request->history)), 0);
	bytes = jv_string_length_bytes(text);
	return fr_tokens_likely((size_t)bytes) >= target->cached_from;
}

/* OpenAI caches what it likes to, unasked, and charges for it. */
enum fr_cache_write request_writes(const struct target *target, const struct request *request)
{
	if (target->vendors_own && target->api != &api_messages)
		return FR_CACHE_WRITE_5M;
	return repeats(target, request) ? FR_CACHE_WRITE_5M : FR_CACHE_WRITE_NONE;
}

jv request_body(const struct target *target, const struct request *request)
{
	struct question question = {
		.model = target->model,
		.prompt = request->prompt,
		.max_output_tokens = output_tokens(target, request->prompt),
		.effort = target->effort[0] != '\0' ? target->effort : NULL,
		.stream = request->stream,
		.repeats = repeats(target, request),
		.vendors_own = target->vendors_own,
		.tools = request->tools,
		.last = request->last,
		.history = request->history,
	};

	return jv_dump_string(target->api->request(&question), 0);
}

void request_headers(const char *headers[REQUEST_HEADERS_MOST], const struct target *target)
{
	int count = 0;

	headers[count++] = "content-type: application/json";
	for (const char *const *header = target->api->headers; *header != NULL; header++)
		headers[count++] = *header;
	if (target->key_line != NULL)
		headers[count++] = target->key_line;
	headers[count] = NULL;
}

int64_t request_most(const struct target *target, jv body, const struct request *request)
{
	int64_t input = fr_tokens_most((size_t)jv_string_length_bytes(jv_copy(body)));

	return fr_price_most(&target->price, input, output_tokens(target, request->prompt),
			     request_writes(target, request));
}

static bool is_turn(jv message)
{
	jv role = fr_json_get(message, "role");
	jv content = fr_json_get(message, "content");
	bool good = jv_get_kind(role) == JV_KIND_STRING &&
		    (jv_get_kind(content) == JV_KIND_STRING || jv_get_kind(content) == JV_KIND_ARRAY);

	jv_free(role);
	jv_free(content);
	jv_free(message);
	return good;
}

int request_check(jv envelope, struct fr_error *err)
{
	jv prompt = fr_json_get(envelope, "prompt");
	jv messages = fr_json_get(prompt, "messages");
	bool asked = jv_get_kind(prompt) == JV_KIND_OBJECT;
	bool good = jv_get_kind(messages) == JV_KIND_ARRAY && jv_array_length(jv_copy(messages)) > 0;

	if (good)
		jv_array_foreach (messages, i, message) {
			good = is_turn(message) && good;
		}
	jv_free(messages);
	jv_free(prompt);
	if (asked && good)
		return 0;
	fr_error_set(err, FR_EX_DATAERR, asked ? "the prompt has no messages" : "the envelope has no prompt");
	return fr_error_hint(err, "'fr-prompt diagnose' makes one");
}

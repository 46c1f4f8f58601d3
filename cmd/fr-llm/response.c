#include "response.h"

#include <stdio.h>

#include "json.h"
#include "schema.h"

static jv dollars(int64_t microusd)
{
	return jv_number((double)microusd / 1000000);
}

jv response_of(const struct answer *answer, const struct response_about *about)
{
	jv response = fr_json_set(jv_object(), "provider", jv_string(about->target->provider));
	size_t length = answer->text.length;

	response = fr_json_set(response, "model", jv_string(about->target->model));
	response = fr_json_set(response, "text", jv_string_sized(length > 0 ? answer->text.data : "", (int)length));
	response = fr_json_set(response, "stop_reason",
			       answer->stop_reason != NULL ? jv_string(answer->stop_reason) : jv_null());
	if (answer->unknown_end)
		response = fr_json_set(response, "stop_reason_known", jv_false());
	response = fr_json_set(response, "usage", fr_usage_json(&about->usage));
	response = fr_json_set(response, "cost_usd", dollars(about->cost_microusd));
	if (about->estimate)
		response = fr_json_set(response, "cost_is_estimate", jv_true());
	response = fr_json_set(response, "attempts", jv_number(about->attempts));
	response = fr_json_set(response, "latency_ms", jv_number((double)about->latency_ms));
	if (about->request_id[0] != '\0')
		response = fr_json_set(response, "request_id", jv_string(about->request_id));
	return response;
}

bool response_parse(jv *response, jv schema, char *why, size_t size)
{
	jv text = fr_json_get(*response, "text");
	jv value = jv_parse_sized(jv_string_value(text), jv_string_length_bytes(jv_copy(text)));
	bool good = jv_is_valid(value);

	if (!good)
		snprintf(why, size, "it is not JSON");
	else
		good = schema_check(schema, value, why, size);
	jv_free(text);
	if (good)
		*response = fr_json_set(*response, "json", value);
	else
		jv_free(value);
	return good;
}

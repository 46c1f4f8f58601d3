#include "dry_run.h"

#include "json.h"
#include "request.h"

int dry_run(jv *envelope, void *data, struct fr_error *err)
{
	struct desk *desk = data;
	const struct target *target = &desk->targets.of[0];
	char most[FR_USD_BYTES];
	struct request request = { .tools = desk->offered, .stream = !desk->options.no_stream };
	jv body;
	size_t length;

	if (request_check(*envelope, err) < 0)
		return -1;
	if (target->unusable.code != FR_EX_OK || desk->no_tools.code != FR_EX_OK) {
		*err = target->unusable.code != FR_EX_OK ? target->unusable : desk->no_tools;
		return -1;
	}
	if (target->api == NULL) {
		fr_note("'offline' answers: nothing would be sent");
		jv_free(*envelope);
		*envelope = jv_null();
		return 0;
	}
	if (guard_check(&desk->guard, *envelope, err) < 0)
		return -1;
	request.prompt = fr_json_get(*envelope, "prompt");
	request.history = jv_array();
	body = request_body(target, &request);
	length = (size_t)jv_string_length_bytes(jv_copy(body));
	fwrite(jv_string_value(body), 1, length, stdout);
	putchar('\n');
	fflush(stdout);
	fr_note("POST %s, %zu bytes, at most %s USD", target->url, length,
		fr_usd(most, request_most(target, body, &request)));
	jv_free(body);
	jv_free(request.prompt);
	jv_free(request.history);
	jv_free(*envelope);
	*envelope = jv_null();
	return 0;
}

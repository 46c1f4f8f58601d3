#include "sink.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

void sink_request_body(struct sink_request *request, jv document)
{
	jv text = jv_dump_string(document, 0);

	request->length = (size_t)jv_string_length_bytes(jv_copy(text));
	request->body = strndup(jv_string_value(text), request->length);
	jv_free(text);
}

void sink_request_release(struct sink_request *request)
{
	for (int i = 0; i < SINK_HEADERS; i++)
		free(request->headers[i]);
	if (request->body != NULL)
		explicit_bzero(request->body, request->length); /* PagerDuty wants its key in it */
	free(request->body);
	*request = (struct sink_request){ 0 };
}

enum sink_verdict sink_judge_status(long status)
{
	if (status >= 200 && status < 300)
		return SINK_DELIVERED;
	if (status == 410)
		return SINK_GONE;
	if (status == 408 || status == 425 || status == 429 || status >= 500)
		return SINK_LATER;
	return SINK_NEVER;
}

jv sink_cut(jv text, int characters)
{
	const char *start = jv_string_value(text);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(text));
	size_t at = 0, before_last = 0;
	unsigned codepoint;

	for (int n = 0; at < length; n++) {
		size_t step = fr_text_utf8(start + at, length - at, &codepoint);

		if (n == characters - 1)
			before_last = at;
		if (n == characters) {
			jv cut = jv_string_append_str(jv_string_sized(start, (int)before_last), "…");

			jv_free(text);
			return cut;
		}
		at += step > 0 ? step : 1;
	}
	return text;
}

/* PagerDuty, Events API v2. */
#include <stdlib.h>
#include <string.h>

#include "findings.h"
#include "json.h"
#include "sink.h"

#define SUMMARY_CHARACTERS 1024
#define TEXT_CHARACTERS 60000 /* four bytes each and escaped it is still below the 512 KB of an event */

static const char *word_of(jv notice)
{
	static const char *const words[] = { "info", "warning", "error", "critical" };
	char *name = fr_json_text(notice, "severity");
	int severity = fr_severity_of(name);

	free(name);
	return words[severity < 0 ? 1 : severity];
}

static jv payload_of(jv notice)
{
	jv payload = fr_json_set(jv_object(), "summary", sink_cut(fr_json_get(notice, "title"), SUMMARY_CHARACTERS));
	jv details = fr_json_set(jv_object(), "diagnosis", sink_cut(fr_json_get(notice, "text"), TEXT_CHARACTERS));
	static const char *const sources[] = { "cluster", "database" };
	static const char *const members[] = { "causes", "start", "end", "log_id" };
	jv source = jv_string("postgresql"), value;

	for (size_t i = 0; i < 2; i++) {
		value = fr_json_get(notice, sources[i]);
		if (jv_get_kind(value) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(value)) > 0) {
			jv_free(source);
			source = jv_copy(value);
			if (i == 1)
				payload = fr_json_set(payload, "component", jv_copy(value));
		}
		jv_free(value);
	}
	payload = fr_json_set(payload, "source", source);
	payload = fr_json_set(payload, "severity", jv_string(word_of(notice)));
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		value = fr_json_get(notice, members[i]);
		if (jv_is_valid(value))
			details = fr_json_set(details, members[i], value);
		else
			jv_free(value);
	}
	value = fr_json_get(notice, "end");
	if (jv_get_kind(value) == JV_KIND_STRING)
		payload = fr_json_set(payload, "timestamp", value);
	else
		jv_free(value);
	return fr_json_set(payload, "custom_details", details);
}

static int prepare(struct sink_request *request, jv notice, const char *message_id, const char *secret,
		   struct fr_error *err)
{
	char *action = fr_json_text(notice, "action");
	jv event = fr_json_set(jv_object(), "routing_key", jv_string(secret));

	(void)message_id;
	if (strlen(secret) != 32) {
		free(action);
		jv_free(event);
		return fr_error_set(err, FR_EX_CONFIG, "a routing key of PagerDuty has 32 characters, this one %zu",
				    strlen(secret));
	}
	event = fr_json_set(event, "event_action", jv_string(action));
	event = fr_json_set(event, "dedup_key", fr_json_get(notice, "incident"));
	event = fr_json_set(event, "client", jv_string("fr"));
	if (strcmp(action, "trigger") == 0)
		event = fr_json_set(event, "payload", payload_of(notice));
	free(action);
	request->headers[0] = strdup("content-type: application/json");
	sink_request_body(request, event);
	return 0;
}

static enum sink_verdict judge(long status, const char *body)
{
	/* 202 is its only yes, and a proxy's welcome page is none */
	if (status == 202)
		return strstr(body, "\"success\"") != NULL ? SINK_DELIVERED : SINK_LATER;
	return status >= 200 && status < 300 ? SINK_LATER : sink_judge_status(status);
}

const struct sink sink_pagerduty = { .name = "pagerduty",
				     .secret_name = "pagerduty_routing_key",
				     .url_key = "pagerduty_url",
				     .spacing_ms = 30000,
				     .prepare = prepare,
				     .judge = judge };

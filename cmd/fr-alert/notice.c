#include "notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "findings.h"
#include "id.h"
#include "json.h"

#define INCIDENT_BYTES 255 /* PagerDuty's limit of a dedup_key */

/* "lock_contention" as "Lock Contention". */
static void add_title(struct fr_bytes *out, const char *cause)
{
	bool begins = true;

	for (; *cause != '\0'; cause++) {
		char c = *cause == '_' ? ' ' : *cause;

		if (begins && c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		fr_bytes_add(out, &c, 1);
		begins = c == ' ';
	}
}

/* The text of out, which is released. */
static jv taken(struct fr_bytes *out)
{
	jv text = jv_string_sized(out->data != NULL ? out->data : "", (int)out->length);

	fr_bytes_release(out);
	return text;
}

/* "shop: Lock Contention + Forced Checkpoint". */
static jv title_of(jv envelope, jv causes)
{
	struct fr_bytes out = { 0 };
	char *database = fr_json_text(envelope, "source.database");
	char *stage = fr_json_text(envelope, "error.stage");

	if (database != NULL) {
		fr_bytes_text(&out, database);
		fr_bytes_text(&out, ": ");
	}
	jv_array_foreach (causes, i, cause) {
		if (i > 0)
			fr_bytes_text(&out, " + ");
		add_title(&out, jv_string_value(cause));
		jv_free(cause);
	}
	if (jv_array_length(jv_copy(causes)) == 0) {
		fr_bytes_text(&out, stage != NULL ? "no diagnosis, fr-" : "diagnosis");
		if (stage != NULL) {
			fr_bytes_text(&out, stage);
			fr_bytes_text(&out, " failed");
		}
	}
	free(database);
	free(stage);
	return taken(&out);
}

static void add_lines(struct fr_bytes *out, jv finding, const char *member, const char *mark)
{
	jv lines = fr_json_get(finding, member);

	if (jv_get_kind(lines) == JV_KIND_ARRAY) {
		jv_array_foreach (lines, i, line) {
			if (jv_get_kind(line) == JV_KIND_STRING) {
				fr_bytes_text(out, mark);
				fr_bytes_text(out, jv_string_value(line));
				fr_bytes_text(out, "\n");
			}
			jv_free(line);
		}
	}
	jv_free(lines);
}

/* What the rules found, where no model's answer says it better. */
static jv text_of_findings(jv roots)
{
	struct fr_bytes out = { 0 };

	jv_array_foreach (roots, i, finding) {
		char *summary = fr_json_text(finding, "summary");

		if (summary != NULL) {
			fr_bytes_text(&out, summary);
			fr_bytes_text(&out, "\n\n");
		}
		add_lines(&out, finding, "fix", "1. ");
		fr_bytes_text(&out, "\n");
		free(summary);
		jv_free(finding);
	}
	return taken(&out);
}

static jv text_of(jv envelope, jv roots)
{
	jv text = fr_json_get(envelope, "response.text");
	char *message;

	if (jv_get_kind(text) == JV_KIND_STRING && !fr_json_true(envelope, "error"))
		return text;
	jv_free(text);
	text = text_of_findings(roots);
	message = fr_json_text(envelope, "error.message");
	if (message != NULL) {
		text = jv_string_append_str(text, "No diagnosis: ");
		text = jv_string_append_str(text, message);
	}
	free(message);
	return text;
}

/* What stays the same while an incident lasts. */
static jv incident_of(jv envelope, jv causes)
{
	struct fr_bytes out = { 0 };
	jv id = fr_json_get(envelope, "incident.id"), sorted;
	static const char *const places[] = { "source.cluster", "source.database", "error.stage" };

	if (jv_get_kind(id) == JV_KIND_STRING)
		return id;
	jv_free(id);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		char *name = fr_json_text(envelope, places[i]);

		if (name != NULL) {
			fr_bytes_text(&out, name);
			fr_bytes_text(&out, "/");
		}
		free(name);
	}
	sorted = jv_sort(jv_copy(causes), jv_copy(causes));
	jv_array_foreach (sorted, i, cause) {
		if (i > 0)
			fr_bytes_text(&out, "+");
		fr_bytes_text(&out, jv_string_value(cause));
		jv_free(cause);
	}
	jv_free(sorted);
	if (out.length > INCIDENT_BYTES) {
		out.length = INCIDENT_BYTES;
		while (out.length > 0 && (out.data[out.length] & 0xc0) == 0x80)
			out.length--;
	}
	return taken(&out);
}

static jv with_place(jv notice, jv envelope)
{
	static const char *const members[][2] = {
		{ "database", "source.database" }, { "cluster", "source.cluster" }, { "start", "window.start" },
		{ "end", "window.end" },           { "envelope_id", "id" },         { "log_id", "log.id" },
	};

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		jv value = fr_json_get(envelope, members[i][1]);

		if (jv_get_kind(value) == JV_KIND_STRING)
			notice = fr_json_set(notice, members[i][0], value);
		else
			jv_free(value);
	}
	return notice;
}

/* What another tool did and wants told; invalid when the envelope has no such thing. */
static jv own_notice(jv envelope)
{
	static const char *const members[] = { "incident", "severity", "title", "text" };
	jv own = fr_json_get(envelope, "notice");
	jv notice = fr_json_set(jv_object(), "action", jv_string("trigger"));

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		jv value = fr_json_get(own, members[i]);

		if (jv_get_kind(value) != JV_KIND_STRING || (i == 1 && fr_severity_of(jv_string_value(value)) < 0)) {
			jv_free(value);
			jv_free(own);
			jv_free(notice);
			return jv_invalid();
		}
		notice = fr_json_set(notice, members[i], value);
	}
	jv_free(own);
	return with_place(fr_json_set(notice, "causes", jv_array()), envelope);
}

jv notice_of(jv envelope)
{
	jv notice = own_notice(envelope), roots, causes;
	char *state = fr_json_text(envelope, "incident.state");
	bool over = state != NULL && strcmp(state, "over") == 0;

	free(state);
	if (jv_is_valid(notice))
		return notice;
	jv_free(notice);
	roots = fr_findings_roots(envelope);
	causes = fr_findings_causes(roots);
	if (jv_array_length(jv_copy(causes)) == 0 && !over && !fr_json_true(envelope, "error")) {
		jv_free(roots);
		jv_free(causes);
		return jv_invalid();
	}
	notice = fr_json_set(jv_object(), "action", jv_string(over ? "resolve" : "trigger"));
	notice = fr_json_set(notice, "incident", incident_of(envelope, causes));
	notice = fr_json_set(notice, "severity", jv_string(fr_severity_name(fr_findings_severity(envelope, roots))));
	notice = fr_json_set(notice, "title", title_of(envelope, causes));
	notice = fr_json_set(notice, "text", text_of(envelope, roots));
	jv_free(roots);
	return with_place(fr_json_set(notice, "causes", causes), envelope);
}

jv notice_test(void)
{
	char now[FR_TIME_BYTES], incident[FR_ID_BYTES];
	jv notice = fr_json_set(jv_object(), "action", jv_string("trigger"));

	fr_time_now(now);
	fr_id_new(incident);
	notice = fr_json_set(notice, "incident", jv_string(incident));
	notice = fr_json_set(notice, "severity", jv_string("low"));
	notice = fr_json_set(notice, "title", jv_string("A test of fr-alert"));
	notice = fr_json_set(notice, "text", jv_string("Nothing is wrong: somebody ran `fr-alert test`."));
	notice = fr_json_set(notice, "end", jv_string(now));
	return fr_json_set(notice, "causes", jv_array());
}

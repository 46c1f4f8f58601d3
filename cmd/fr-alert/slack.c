/* Slack, by an incoming webhook: its address is the secret. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "mrkdwn.h"
#include "sink.h"

/* Slack's limits, and one of our own below them: messages of about 13,000 characters were refused all the same. */
#define HEADER_CHARACTERS 150
#define SECTION_CHARACTERS 3000
#define SECTIONS_MOST 4
#define TEXT_CHARACTERS 3000

/* verbatim: no name and no address in it becomes a link. */
static jv text_object(const char *type, jv text)
{
	jv object = fr_json_set(fr_json_set(jv_object(), "type", jv_string(type)), "text", text);

	return strcmp(type, "mrkdwn") == 0 ? fr_json_set(object, "verbatim", jv_true()) : object;
}

static jv block(const char *type, jv text)
{
	return fr_json_set(fr_json_set(jv_object(), "type", jv_string(type)), "text", text);
}

/* "HIGH shop: Lock Contention", "OVER shop: …". Not escaped. */
static jv headline(jv notice)
{
	char *action = fr_json_text(notice, "action");
	char *severity = fr_json_text(notice, "severity");
	char word[16];
	jv title = fr_json_get(notice, "title");

	snprintf(word, sizeof(word), "%s", strcmp(action, "resolve") == 0 ? "over" : severity);
	for (char *c = word; *c != '\0'; c++)
		if (*c >= 'a' && *c <= 'z')
			*c = (char)(*c - 'a' + 'A');
	free(action);
	free(severity);
	return jv_string_concat(jv_string_append_str(jv_string(word), " "), title);
}

/* With the three characters that Slack acts on written in these ways. Consumes text. */
static jv with_signs(jv text, const char *ampersand, const char *less, const char *greater)
{
	const char *at = jv_string_value(text);
	jv out = jv_string_empty(64);

	for (size_t length; *at != '\0'; at += length) {
		length = strcspn(at, "&<>");
		out = jv_string_append_buf(out, at, (int)length);
		if (at[length] != '\0')
			out = jv_string_append_str(out, at[length] == '&' ? ampersand :
							at[length] == '<' ? less :
									    greater);
		length += at[length] != '\0';
	}
	jv_free(text);
	return out;
}

static jv escaped(jv text)
{
	return with_signs(text, "&amp;", "&lt;", "&gt;");
}

/* Where and when, in small print. */
static jv context_of(jv notice)
{
	static const char *const members[][2] = {
		{ "cluster", "cluster " }, { "start", "from " }, { "end", "to " }, { "log_id", "fr log show " }
	};
	jv line = jv_string("");
	jv elements;

	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		jv value = fr_json_get(notice, members[i][0]);

		if (jv_get_kind(value) == JV_KIND_STRING) {
			if (jv_string_length_bytes(jv_copy(line)) > 0)
				line = jv_string_append_str(line, " · ");
			line = jv_string_append_str(line, members[i][1]);
			line = jv_string_concat(line, escaped(sink_cut(value, 200)));
		} else {
			jv_free(value);
		}
	}
	if (jv_string_length_bytes(jv_copy(line)) == 0)
		line = jv_string_append_str(line, "fr");
	elements = jv_array_append(jv_array(), text_object("mrkdwn", line));
	return fr_json_set(fr_json_set(jv_object(), "type", jv_string("context")), "elements", elements);
}

static int prepare(struct sink_request *request, jv notice, const char *message_id, const char *secret,
		   struct fr_error *err)
{
	jv blocks = jv_array(), message = jv_object(), markdown = fr_json_get(notice, "text"), pieces;

	(void)message_id;
	(void)secret;
	(void)err;
	/* plain text has no escapes, and should have no need of them */
	blocks = jv_array_append(
	    blocks, block("header", text_object("plain_text", with_signs(sink_cut(headline(notice), HEADER_CHARACTERS),
									 "&", "‹", "›"))));
	pieces = mrkdwn_pieces(mrkdwn_of(markdown), SECTION_CHARACTERS, SECTIONS_MOST);
	jv_free(markdown);
	jv_array_foreach (pieces, i, piece) {
		blocks = jv_array_append(blocks, block("section", text_object("mrkdwn", piece)));
	}
	jv_free(pieces);
	blocks = jv_array_append(blocks, context_of(notice));
	message = fr_json_set(message, "text", escaped(sink_cut(headline(notice), TEXT_CHARACTERS)));
	message = fr_json_set(message, "blocks", blocks);
	message = fr_json_set(message, "unfurl_links", jv_false());
	message = fr_json_set(message, "unfurl_media", jv_false());
	request->headers[0] = strdup("content-type: application/json");
	sink_request_body(request, message);
	return 0;
}

static enum sink_verdict judge(long status, const char *body)
{
	if (status == 200) /* its only yes; anything else comes from somebody who is not Slack */
		return strcmp(body, "ok") == 0 ? SINK_DELIVERED : SINK_LATER;
	if (status == 404)
		return SINK_GONE;
	return status >= 200 && status < 300 ? SINK_LATER : sink_judge_status(status);
}

const struct sink sink_slack = {
	.name = "slack", .secret_name = "slack_webhook_url", .spacing_ms = 1000, .prepare = prepare, .judge = judge
};

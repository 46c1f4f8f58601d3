#include "sse.h"

#include <stdio.h>

void fr_sse_init(struct fr_sse *reader, enum fr_sse_kind kind, fr_sse_event *event, void *state)
{
	*reader = (struct fr_sse){ .kind = kind, .event = event, .state = state };
}

void fr_sse_release(struct fr_sse *reader)
{
	fr_bytes_release(&reader->line);
	fr_bytes_release(&reader->data);
}

/* A blank line: give the event away when it has data. */
static void dispatch(struct fr_sse *reader)
{
	if (reader->data.length > 0)
		reader->stopped =
		    reader->event(reader->state, reader->name, reader->data.data, reader->data.length - 1);
	reader->data.length = 0;
	reader->name[0] = '\0';
}

static bool is_field(const char *line, size_t length, const char *name)
{
	return length == strlen(name) && memcmp(line, name, length) == 0;
}

/* "field: value", "field:value" or "field"; without a name before the colon it is a comment. */
static void take_field(struct fr_sse *reader, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	size_t name = colon != NULL ? (size_t)(colon - line) : length;
	const char *value = line + name + (colon != NULL);
	size_t left = length - name - (colon != NULL);

	if (left > 0 && *value == ' ') {
		value++;
		left--;
	}
	if (is_field(line, name, "data")) {
		fr_bytes_add(&reader->data, value, left);
		fr_bytes_add(&reader->data, "\n", 1);
	} else if (is_field(line, name, "event")) {
		snprintf(reader->name, sizeof(reader->name), "%.*s", (int)(left < 63 ? left : 63), value);
	}
}

static void take_line(struct fr_sse *reader)
{
	const char *line = reader->line.data;
	size_t length = reader->line.length;

	if (!reader->begun && length >= 3 && memcmp(line, "\xEF\xBB\xBF", 3) == 0) {
		line += 3;
		length -= 3;
	}
	reader->begun = true;
	if (reader->kind == FR_SSE_EVENTS && length == 0)
		dispatch(reader);
	else if (reader->kind == FR_SSE_EVENTS)
		take_field(reader, line, length);
	else if (length > 0)
		reader->stopped = reader->event(reader->state, "", line, length);
	reader->line.length = 0;
}

/* How many of the bytes belong to the line that is being read. */
static size_t rest_of_line(const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && bytes[at] != '\n' && bytes[at] != '\r')
		at++;
	return at;
}

int fr_sse_feed(struct fr_sse *reader, const char *bytes, size_t length)
{
	size_t at = 0;

	while (at < length && reader->stopped == 0) {
		size_t rest;

		if (reader->after_cr && bytes[at] == '\n')
			at++;
		reader->after_cr = false;
		rest = rest_of_line(bytes + at, length - at);
		if (reader->line.length + reader->data.length + rest > FR_SSE_MAX_BYTES)
			return reader->stopped = -1;
		fr_bytes_add(&reader->line, bytes + at, rest);
		at += rest;
		if (at == length)
			break;
		reader->after_cr = bytes[at++] == '\r';
		take_line(reader);
	}
	return reader->stopped;
}

int fr_sse_end(struct fr_sse *reader)
{
	if (reader->stopped == 0 && reader->kind == FR_SSE_LINES && reader->line.length > 0)
		take_line(reader);
	return reader->stopped;
}

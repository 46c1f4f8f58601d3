#include "envelope.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "id.h"
#include "json.h"
#include "json_write.h"

#define READ_BYTES ((size_t)64 << 10)
#define BEGINNING "{\"fr\":" /* of an envelope as fr_envelope_write writes it */

void fr_envelopes_init(struct fr_envelopes *in, int fd, size_t max_bytes)
{
	*in = (struct fr_envelopes){ .fd = fd, .max_bytes = max_bytes, .line = 1, .line_begins = true };
	in->parser = jv_parser_new(0);
	in->buffer = malloc(READ_BYTES);
	if (in->buffer == NULL)
		abort();
}

void fr_envelopes_release(struct fr_envelopes *in)
{
	if (in->parser != NULL)
		jv_parser_free(in->parser);
	free(in->buffer);
	in->parser = NULL;
	in->buffer = NULL;
}

/* Read more behind what is not used yet. 0, or -1; read_all says that there is no more. */
static int fill(struct fr_envelopes *in, struct fr_error *err)
{
	size_t kept = in->filled - in->used;
	ssize_t got;

	memmove(in->buffer, in->buffer + in->used, kept);
	in->used = 0;
	do
		got = read(in->fd, in->buffer + kept, READ_BYTES - kept);
	while (got < 0 && errno == EINTR);
	in->filled = kept + (got > 0 ? (size_t)got : 0);
	in->read_all = got <= 0;
	if (got >= 0)
		return 0;
	in->ended = true;
	return fr_error_set(err, FR_EX_IOERR, "cannot read the input: %s", strerror(errno));
}

/* Is everything blank, so that it belongs to no value? */
static bool blank(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr(" \t\r\n", text[i]) == NULL || text[i] == '\0')
			return false;
	return true;
}

/* Forget the value that is being read, and say why. */
static int give_up(struct fr_envelopes *in, struct fr_error *err, const char *why)
{
	jv_parser_free(in->parser);
	in->parser = jv_parser_new(0);
	in->value_bytes = 0;
	return fr_error_set(err, FR_EX_DATAERR, "line %lu: %s", in->value_line, why);
}

static bool begins_envelope(const struct fr_envelopes *in)
{
	return in->line_begins && in->filled - in->used >= sizeof(BEGINNING) - 1 &&
	       memcmp(in->buffer + in->used, BEGINNING, sizeof(BEGINNING) - 1) == 0;
}

/*
 * Give the parser the rest of the line in the buffer, or as much of it as there is. A line at a time,
 * because the parser does not say where in its input it found an error.
 */
static int give(struct fr_envelopes *in, struct fr_error *err)
{
	char *start = in->buffer + in->used;
	char *newline = memchr(start, '\n', in->filled - in->used);
	size_t length = newline != NULL ? (size_t)(newline - start) + 1 : in->filled - in->used;

	if (in->value_bytes > 0 && begins_envelope(in))
		return give_up(in, err, "not JSON: it ends before it is whole");
	if (in->skipping && in->line_begins && start[0] == '{')
		in->skipping = false;
	in->used += length;
	in->line += in->given_ended;
	in->line_begins = in->given_ended = newline != NULL;
	if (in->skipping || (in->value_bytes == 0 && blank(start, length)))
		return 0;
	if (in->value_bytes == 0)
		in->value_line = in->line;
	in->value_bytes += length;
	if (in->value_bytes > in->max_bytes) {
		char why[64];

		snprintf(why, sizeof(why), "larger than %zu bytes", in->max_bytes);
		in->skipping = true;
		give_up(in, err, why);
		return fr_error_hint(err, "--max-bytes raises the limit");
	}
	jv_parser_set_buf(in->parser, start, (int)length, 1);
	return 0;
}

/* What libjq says of bad JSON, with our line number: its own counts from wherever we last gave it something. */
static int bad_json(struct fr_envelopes *in, jv value, struct fr_error *err)
{
	jv message = jv_invalid_get_msg(value);
	const char *text = jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : "bad JSON";
	const char *position = strstr(text, " at line ");
	const char *unfinished = strstr(text, " at EOF at ");
	const char *end = unfinished != NULL ? unfinished : position;

	fr_error_set(err, FR_EX_DATAERR, "line %lu: not JSON: %.*s", in->line,
		     end != NULL ? (int)(end - text) : (int)strlen(text), text);
	jv_free(message);
	in->value_bytes = 0;
	in->skipping = true;
	return -1;
}

/* The beginning of the next value may stand in the same line: so many bytes the parser has of it. */
static size_t begun(const struct fr_envelopes *in)
{
	size_t left = (size_t)jv_parser_remaining(in->parser);

	return blank(in->buffer + in->used - left, left) ? 0 : left;
}

static int check(struct fr_envelopes *in, jv value, struct fr_error *err)
{
	jv version;
	double number;

	in->value_bytes = begun(in);
	in->value_line = in->line;
	if (jv_get_kind(value) != JV_KIND_OBJECT) {
		fr_error_set(err, FR_EX_DATAERR, "line %lu: not an envelope: %s instead of an object", in->line,
			     jv_kind_name(jv_get_kind(value)));
		return in->any ? -1 : fr_error_hint(err, "envelopes are what fr-context writes");
	}
	if (in->any)
		return 0;
	version = fr_json_get(value, "fr");
	number = jv_get_kind(version) == JV_KIND_NUMBER ? jv_number_value(version) : 0;
	jv_free(version);
	if (number == 0) {
		fr_error_set(err, FR_EX_DATAERR, "line %lu: not an envelope: no member 'fr'", in->line);
		return fr_error_hint(err, "envelopes are what fr-context writes");
	}
	if (number != 1)
		return fr_error_set(err, FR_EX_DATAERR, "line %lu: envelope version %g is not known here", in->line,
				    number);
	return 0;
}

/* At the end of the input the parser must hold nothing. */
static int finish(struct fr_envelopes *in, jv *envelope, struct fr_error *err)
{
	jv value;

	in->ended = true;
	jv_parser_set_buf(in->parser, "", 0, 0);
	value = jv_parser_next(in->parser);
	if (!jv_is_valid(value) && jv_invalid_has_msg(jv_copy(value)))
		return bad_json(in, value, err);
	if (jv_is_valid(value)) { /* a bare number or word ends only here */
		int checked = check(in, value, err);

		*envelope = value;
		if (checked < 0)
			jv_free(value);
		return checked < 0 ? -1 : 1;
	}
	jv_free(value);
	return 0;
}

/* Would a read have to wait? */
static bool nothing_yet(const struct fr_envelopes *in)
{
	struct pollfd input = { .fd = in->fd, .events = POLLIN };

	return poll(&input, 1, 0) == 0;
}

/* Is there nothing left, or too little of a line to see how it begins? */
static bool wants_more(const struct fr_envelopes *in)
{
	size_t left = in->filled - in->used;

	return !in->read_all && (left == 0 || (in->line_begins && left < sizeof(BEGINNING) - 1));
}

int fr_envelopes_next(struct fr_envelopes *in, jv *envelope, struct fr_error *err)
{
	while (!in->ended) {
		jv value = jv_parser_next(in->parser);

		if (jv_is_valid(value)) {
			if (check(in, value, err) < 0) {
				jv_free(value);
				return -1;
			}
			*envelope = value;
			return 1;
		}
		if (jv_invalid_has_msg(jv_copy(value)))
			return bad_json(in, value, err);
		jv_free(value);
		if (in->no_wait && wants_more(in) && nothing_yet(in))
			return FR_ENVELOPES_LATER;
		if (wants_more(in)) { /* and perhaps again: a pipe may give a byte at a time */
			if (fill(in, err) < 0)
				return -1;
			continue;
		}
		if (in->used == in->filled)
			return finish(in, envelope, err);
		if (give(in, err) < 0)
			return -1;
	}
	return 0;
}

jv fr_envelope_new(void)
{
	char id[FR_ID_BYTES], now[FR_TIME_BYTES];
	jv envelope = jv_object();

	fr_id_new(id);
	fr_time_now(now);
	envelope = jv_object_set(envelope, jv_string("fr"), jv_number(1));
	envelope = jv_object_set(envelope, jv_string("id"), jv_string(id));
	return jv_object_set(envelope, jv_string("created_at"), jv_string(now));
}

jv fr_envelope_fail(jv envelope, const char *stage, const struct fr_error *err)
{
	jv error = jv_object();

	error = jv_object_set(error, jv_string("stage"), jv_string(stage));
	error = jv_object_set(error, jv_string("code"), jv_number(err->code));
	error = jv_object_set(error, jv_string("message"), jv_string(err->message));
	if (err->hint[0] != '\0')
		error = jv_object_set(error, jv_string("hint"), jv_string(err->hint));
	return jv_object_set(envelope, jv_string("error"), error);
}

int fr_envelope_write(FILE *out, jv envelope)
{
	fr_json_write_line(out, envelope);
	return fflush(out) != 0 || ferror(out) ? -1 : 0;
}

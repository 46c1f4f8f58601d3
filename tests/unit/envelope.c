/* The stream of envelopes: what is taken, what is refused, on which line, and that reading goes on. */
#include "envelope.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"
#include "json.h"

struct outcome {
	int envelopes, errors;
	char ids[256]; /* the ids that came, one after the other */
	struct fr_error first;
};

/* Write all of text to fd, in pieces of step bytes; when slowly, the reader has taken each before the next comes. */
static void write_pieces(int fd, const char *text, size_t length, size_t step, bool slowly)
{
	int unread;

	for (size_t at = 0; at < length; at += step) {
		size_t piece = length - at < step ? length - at : step;

		if (write(fd, text + at, piece) < 0)
			_exit(1);
		do
			unread = 0;
		while (slowly && ioctl(fd, FIONREAD, &unread) == 0 && unread > 0 && usleep(10) == 0);
	}
}

/* Feed text in pieces of step bytes and read it to its end. */
static struct outcome read_text(const char *text, size_t length, size_t step, size_t max_bytes, bool slowly)
{
	struct outcome out = { 0 };
	struct fr_envelopes in;
	struct fr_error err;
	int ends[2], got;
	jv envelope;
	pid_t writer;

	if (pipe(ends) < 0 || (writer = fork()) < 0)
		abort();
	if (writer == 0) {
		close(ends[0]);
		write_pieces(ends[1], text, length, step, slowly);
		_exit(0);
	}
	close(ends[1]);
	fr_envelopes_init(&in, ends[0], max_bytes);
	while ((got = fr_envelopes_next(&in, &envelope, &err)) != 0) {
		if (got > 0) {
			char *id = fr_json_text(envelope, "id");

			out.envelopes++;
			snprintf(out.ids + strlen(out.ids), sizeof(out.ids) - strlen(out.ids), "%s",
				 id != NULL ? id : "?");
			free(id);
			jv_free(envelope);
		} else if (out.errors++ == 0) {
			out.first = err;
		}
	}
	fr_envelopes_release(&in);
	close(ends[0]);
	waitpid(writer, NULL, 0);
	return out;
}

static void check_text(const char *text, const char *ids, int errors, const char *first)
{
	static const size_t steps[] = { 1, 2, 7, 64, 65536 };

	for (size_t i = 0; i < 2 * sizeof(steps) / sizeof(steps[0]); i++) {
		struct outcome out = read_text(text, strlen(text), steps[i / 2], FR_MAX_BYTES, i % 2);

		CHECK(strcmp(out.ids, ids) == 0);
		CHECK(out.errors == errors);
		CHECK(first == NULL || strstr(out.first.message, first) != NULL);
		if (first != NULL && strstr(out.first.message, first) == NULL)
			fprintf(stderr, "said: %s\n", out.first.message);
		CHECK(errors == 0 || out.first.code == FR_EX_DATAERR);
	}
}

static void streams(void)
{
	check_text("", "", 0, NULL);
	check_text(" \n\t\r\n\n", "", 0, NULL);
	check_text("{\"fr\":1,\"id\":\"a\"}", "a", 0, NULL);
	check_text("{\"fr\":1,\"id\":\"a\"}{\"fr\":1,\"id\":\"b\"}\n{\"fr\":1,\"id\":\"c\"}\n", "abc", 0, NULL);
	check_text("{\n  \"fr\": 1,\n  \"id\": \"a\"\n}\n{\n  \"fr\": 1, \"id\": \"b\"\n}\n", "ab", 0, NULL);
	check_text("{\"fr\":1,\"id\":\"a\"}\n{\"fr\":1,\n{\"fr\":1,\"id\":\"c\"}\n", "ac", 1,
		   "line 2: not JSON: it ends");
	check_text("{\"fr\":1,\"id\":\"a\"}\n{\"fr\":1,\"id\":\"b\",\"x\":\"cut her\n{\"fr\":1,\"id\":\"c\"}\n", "ac",
		   1, "line 2: not JSON: it ends");
	check_text("{\"fr\":1,\"id\":\"a\"} {\"fr\":1,\"id\":\"b\",\"x\":\"cut her\n{\"fr\":1,\"id\":\"c\"}\n", "ac", 1,
		   "line 1: not JSON: it ends");
	check_text("{\"fr\":1,\"id\":\"a\"}\nbroken\n{\"fr\":1,\"id\":\"c\"}\n", "ac", 1, "line 2: not JSON");
	check_text("{\"fr\":1,\"id\":\"a\"}\n{\"fr\":1,]}\n  \"junk\": 2\n}\n{\"fr\":1,\"id\":\"c\"}\n", "ac", 1,
		   "line 2: not JSON");
	check_text("{\"fr\":1,\"id\":\"a\"}\n[1]\n{\"fr\":1,\"id\":\"c\"}\n", "ac", 1,
		   "line 2: not an envelope: array instead of an object");
	check_text("{\"id\":\"a\"}\n", "", 1, "line 1: not an envelope: no member 'fr'");
	check_text("{\"fr\":2}\n", "", 1, "line 1: envelope version 2 is not known here");
	check_text("{\"fr\":1,\"id\":\"a\"}\n\n\n{\"fr\":1", "a", 1, "line 4: not JSON");
	check_text("17", "", 1, "not an envelope: number");
	check_text("{\"fr\":1,\"id\":\"\xff\xfe\"}", "\xef\xbf\xbd\xef\xbf\xbd", 0, NULL);
}

/* Of two values in a line the second is cut where nothing but blanks of a string comes next: they belong to it. */
static void blanks(void)
{
	char text[256], ids[128];
	int at = snprintf(text, sizeof(text), "{\"fr\":1,\"id\":\"a\",\"x\":\"1234567890123456\"}{\"fr\":1,\"id\":\"");

	snprintf(text + at, sizeof(text) - (size_t)at, "%*s\"}\n", 2 * 64 + 1 - at, "b");
	snprintf(ids, sizeof(ids), "a%*s", 2 * 64 + 1 - at, "b");
	check_text(text, ids, 0, NULL);
}

static void nul_bytes(void)
{
	static const char outside[] = "{\"fr\":1,\"id\":\"a\"}\n\0\n{\"fr\":1,\"id\":\"c\"}\n";
	struct outcome out = read_text(outside, sizeof(outside) - 1, 65536, FR_MAX_BYTES, false);

	CHECK(strcmp(out.ids, "ac") == 0);
	CHECK(out.errors == 1);
}

static void nesting(void)
{
	enum { DEPTH = 10000 };
	char *text = malloc(2 * DEPTH + 64);
	struct outcome out;

	memset(text, '[', DEPTH);
	memset(text + DEPTH, ']', DEPTH);
	memcpy(text + 2 * DEPTH, "\n{\"fr\":1,\"id\":\"b\"}\n", 20);
	text[2 * DEPTH + 19] = '\0';
	out = read_text(text, strlen(text), 65536, FR_MAX_BYTES, false);
	CHECK(out.errors == 1 && strcmp(out.ids, "b") == 0);
	CHECK(strstr(out.first.message, "depth") != NULL);
	free(text);
}

static void limits(void)
{
	size_t length = (size_t)4 << 20;
	char *text = malloc(length + 64);
	size_t end;
	struct outcome out;

	end = (size_t)snprintf(text, 64, "{\"fr\":1,\"id\":\"a\",\"x\":\"");
	memset(text + end, 'x', length - end);
	memcpy(text + length, "\"}\n{\"fr\":1,\"id\":\"b\"}\n", 22);
	out = read_text(text, length + 21, 65536, (size_t)1 << 20, false);
	CHECK(out.errors == 1 && strcmp(out.ids, "b") == 0);
	CHECK(strstr(out.first.message, "line 1: larger than 1048576 bytes") != NULL);
	out = read_text(text, length + 21, 65536, (size_t)8 << 20, false);
	CHECK(out.errors == 0 && strcmp(out.ids, "ab") == 0);
	free(text);
}

static void failures(void)
{
	struct fr_error err;
	jv envelope;

	fr_error_set(&err, FR_EX_UNAVAILABLE, "cannot %s", "reach");
	fr_error_hint(&err, "wait");
	envelope = fr_envelope_fail(fr_envelope_new(), "context", &err);
	CHECK(fr_json_number(envelope, "error.code", 0) == 69);
	CHECK(fr_json_true(envelope, "error.hint"));
	CHECK(fr_json_number(envelope, "fr", 0) == 1);
	jv_free(envelope);
	CHECK(fr_exit_worse(FR_EX_OK, FR_EX_DATAERR) == FR_EX_DATAERR);
	CHECK(fr_exit_worse(FR_EX_FAULT, FR_EX_CONFIG) == FR_EX_FAULT);
}

int main(void)
{
	streams();
	blanks();
	nul_bytes();
	nesting();
	limits();
	failures();
	return check_end();
}

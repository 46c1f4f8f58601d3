/* Streams of events and of lines: the grammar, at every cut of the bytes. */
#include "sse.h"

#include <stdio.h>
#include <stdlib.h>

#include "check.h"

/* What came, as "name|data;" for each event. */
static struct fr_bytes seen;
static int answer;

static int take(void *state, const char *name, const char *data, size_t length)
{
	(void)state;
	fr_bytes_text(&seen, name);
	fr_bytes_text(&seen, "|");
	fr_bytes_add(&seen, data, length);
	fr_bytes_text(&seen, ";");
	return answer;
}

static bool seen_is(const char *wanted, size_t length)
{
	return seen.length == length && (length == 0 || memcmp(seen.data, wanted, length) == 0);
}

/* Fed in two pieces, the first of cut bytes. */
static void feed(enum fr_sse_kind kind, const char *text, size_t length, size_t cut, size_t step)
{
	struct fr_sse reader;

	seen.length = 0;
	fr_sse_init(&reader, kind, take, NULL);
	fr_sse_feed(&reader, text, cut);
	for (size_t at = cut; at < length; at += step)
		fr_sse_feed(&reader, text + at, length - at < step ? length - at : step);
	fr_sse_end(&reader);
	fr_sse_release(&reader);
}

static void reads(enum fr_sse_kind kind, const char *text, size_t length, const char *wanted, size_t wanted_length)
{
	for (size_t cut = 0; cut <= length; cut++) {
		feed(kind, text, length, cut, length);
		CHECK(seen_is(wanted, wanted_length));
	}
	feed(kind, text, length, 0, 1);
	CHECK(seen_is(wanted, wanted_length));
}

#define READS(kind, text, wanted) reads(kind, text, sizeof(text) - 1, wanted, sizeof(wanted) - 1)

static void events(void)
{
	READS(FR_SSE_EVENTS, "event: ping\ndata: {}\n\n", "ping|{};");
	READS(FR_SSE_EVENTS, "event: ping\r\ndata: {}\r\n\r\n", "ping|{};");
	READS(FR_SSE_EVENTS, "event: ping\rdata: {}\r\r", "ping|{};");
	READS(FR_SSE_EVENTS,
	      "\xEF\xBB\xBF"
	      "data: a\r\n\r\ndata: b\n\n",
	      "|a;|b;");
	READS(FR_SSE_EVENTS, "data: \xEF\xBB\xBF\n\n", "|\xEF\xBB\xBF;");
	READS(FR_SSE_EVENTS, ": comment\nid: 7\nretry: 3000\nunknown\n\ndata:a\n\n", "|a;");
	READS(FR_SSE_EVENTS, "data: {\"a\":\ndata: 1}\n\n", "|{\"a\":\n1};");
	READS(FR_SSE_EVENTS, "data:  two\n\n", "| two;");
	READS(FR_SSE_EVENTS, "data\ndata\n\n", "|\n;");
	READS(FR_SSE_EVENTS, "data: a\0b\n\n", "|a\0b;");
	READS(FR_SSE_EVENTS, "data: caf\xC3\xA9 \xF0\x9F\x94\xA5\n\n", "|caf\xC3\xA9 \xF0\x9F\x94\xA5;");
	READS(FR_SSE_EVENTS, "event: lost\n\ndata: a\n\n", "|a;");
	READS(FR_SSE_EVENTS, "data: cut off\n", "");
	READS(FR_SSE_EVENTS, "data: cut off", "");
	READS(FR_SSE_EVENTS, "\n\n\r\r\n", "");
	READS(FR_SSE_EVENTS, "", "");
}

static void lines(void)
{
	READS(FR_SSE_LINES, "{\"a\":1}\n{\"b\":2}\r\n\n{\"c\":3}", "|{\"a\":1};|{\"b\":2};|{\"c\":3};");
	READS(FR_SSE_LINES, "\n", "");
	READS(FR_SSE_LINES, "data: x\n", "|data: x;");
}

static void stops(void)
{
	static const char text[] = "data: a\n\ndata: b\n\n";
	struct fr_sse reader;

	answer = 5;
	seen.length = 0;
	fr_sse_init(&reader, FR_SSE_EVENTS, take, NULL);
	CHECK(fr_sse_feed(&reader, text, sizeof(text) - 1) == 5);
	CHECK(fr_sse_feed(&reader, text, sizeof(text) - 1) == 5);
	CHECK(fr_sse_end(&reader) == 5);
	CHECK(seen_is("|a;", 3));
	fr_sse_release(&reader);
	answer = 0;
}

static void too_large(void)
{
	struct fr_sse reader;
	size_t piece = (size_t)1 << 20;
	char *text = malloc(piece);
	int result = 0, fed = 0;

	if (text == NULL)
		abort();
	memset(text, 'x', piece);
	fr_sse_init(&reader, FR_SSE_EVENTS, take, NULL);
	for (; fed < 20 && result == 0; fed++)
		result = fr_sse_feed(&reader, text, piece);
	CHECK(result == -1 && fed == 17);
	CHECK(fr_sse_feed(&reader, "\n", 1) == -1);
	fr_sse_release(&reader);
	free(text);
}

int main(void)
{
	events();
	lines();
	stops();
	too_large();
	fr_bytes_release(&seen);
	return check_end();
}

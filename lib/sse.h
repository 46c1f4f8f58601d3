/*
 * sse.h: the two ways in which APIs stream JSON: server-sent events, and a document a line (NDJSON).
 *
 *	struct fr_sse reader;
 *
 *	fr_sse_init(&reader, FR_SSE_EVENTS, take, &answer);
 *	… fr_sse_feed(&reader, bytes, length) for every piece that arrives, however it was cut …
 *	fr_sse_end(&reader);
 *	fr_sse_release(&reader);
 *
 * Events are read as the HTML standard's grammar says: LF, CRLF or CR ends a line, one BOM at the very start is
 *skipped, comments and unknown fields are passed over, data lines join with LF, a blank line ends an event, and an
 *event that the end of the stream cuts off is dropped. Lines of NDJSON end in LF or CRLF, and the last one counts
 *without it.
 */
#ifndef FR_SSE_H
#define FR_SSE_H

#include <stdbool.h>

#include "bytes.h"

#define FR_SSE_MAX_BYTES ((size_t)16 << 20) /* of one event; above it the stream is no good */

enum fr_sse_kind { FR_SSE_EVENTS, FR_SSE_LINES };

/* An event's name ("" when it has none; cut at 63 bytes) and its data, which may hold any byte. Not 0 ends the reading.
 */
typedef int fr_sse_event(void *state, const char *name, const char *data, size_t length);

struct fr_sse {
	enum fr_sse_kind kind;
	fr_sse_event *event;
	void *state;
	struct fr_bytes line; /* the line that is being read */
	struct fr_bytes data; /* the event's data lines so far, an LF behind each */
	char name[64];
	bool after_cr; /* an LF now is the other half of a line end */
	bool begun;    /* the first line is behind us, and with it the BOM */
	int stopped;   /* what ended the reading */
};

void fr_sse_init(struct fr_sse *reader, enum fr_sse_kind kind, fr_sse_event *event, void *state);
void fr_sse_release(struct fr_sse *reader);

/* Take the next bytes. What event returned when that was not 0, at once and ever after; -1 when an event is too large.
 */
int fr_sse_feed(struct fr_sse *reader, const char *bytes, size_t length);

/* The stream is at its end. As fr_sse_feed. */
int fr_sse_end(struct fr_sse *reader);

#endif

/*
 * envelope.h: a stream of envelopes, in and out (fr-envelope(5)).
 *
 *	struct fr_envelopes in;
 *	struct fr_error err = {0};
 *	jv envelope;
 *	int got;
 *
 *	fr_envelopes_init(&in, STDIN_FILENO, FR_MAX_BYTES);
 *	while ((got = fr_envelopes_next(&in, &envelope, &err)) != 0) {
 *		if (got < 0)
 *			fr_report(&err);
 *		else
 *			fr_envelope_write(stdout, envelope);
 *	}
 *	fr_envelopes_release(&in);
 *
 * Filters do not write this loop: fr_filter (command.h) is it.
 */
#ifndef FR_ENVELOPE_H
#define FR_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jv.h>

#include "error.h"

#define FR_MAX_BYTES ((size_t)64 << 20) /* the default limit of one envelope */

struct fr_envelopes {
	int fd;
	size_t max_bytes;
	struct jv_parser *parser;
	char *buffer;             /* what was read last; the parser reads from it in place */
	size_t filled, used;      /* bytes in the buffer, and how many the parser was given */
	size_t value_bytes;       /* given since the last whole value: how large this one is so far */
	unsigned long line;       /* of the byte at used, from 1 */
	unsigned long value_line; /* where the value that is being read began */
	bool line_begins;         /* the byte at used is the first of its line */
	bool given_ended;         /* what the parser was given last ended its line */
	bool skipping;            /* after a bad value: until a line that begins with '{' */
	bool read_all;            /* the descriptor is at its end */
	bool ended;
	bool no_wait; /* the caller's to set: rather FR_ENVELOPES_LATER than wait for the descriptor */
	bool any;     /* the caller's to set: objects that are no envelopes are read, too */
};

/* Start reading from fd, which stays the caller's. A value above max_bytes is bad input. */
void fr_envelopes_init(struct fr_envelopes *in, int fd, size_t max_bytes);

/*
 * Read the next one: 1 and *envelope is the caller's to free; 0 at the end; -1 and *err says
 * what is wrong and on which line (FR_EX_DATAERR: not JSON, not an envelope, too deep, too large;
 * FR_EX_IOERR: the descriptor cannot be read, and the stream has ended). After FR_EX_DATAERR
 * reading goes on at the next line that begins with '{'; a line that begins as the tools write envelopes,
 * {"fr":, begins one even when the one before was cut short.
 */
int fr_envelopes_next(struct fr_envelopes *in, jv *envelope, struct fr_error *err);

#define FR_ENVELOPES_LATER 2 /* what fr_envelopes_next returns then, with what was read so far kept */

void fr_envelopes_release(struct fr_envelopes *in);

/* A new envelope: fr, id and created_at. The caller frees it. */
jv fr_envelope_new(void);

/* The envelope with .error set from err, made by stage (a tool's name without fr-). Consumes it. */
jv fr_envelope_fail(jv envelope, const char *stage, const struct fr_error *err);

/* Write it as one line (fr_json_write_line) and flush. Consumes it. -1 with errno when that failed; ferror(out) is then
 * set, too. */
int fr_envelope_write(FILE *out, jv envelope);

#endif

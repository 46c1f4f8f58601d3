/*
 * fault.h: what an API says when it does not answer, and what follows from it.
 */
#ifndef FR_LLM_FAULT_H
#define FR_LLM_FAULT_H

#include <jv.h>
#include <stdbool.h>

#include "error.h"

enum fault_kind {
	FAULT_NONE,
	FAULT_REQUEST, /* it will never take this request */
	FAULT_KEY,     /* or this key */
	FAULT_MODEL,   /* or it has no such model, or no such path */
	FAULT_ACCOUNT, /* the account is spent or on hold: nobody knows until when */
	FAULT_RATE,    /* too many requests: later */
	FAULT_SERVER   /* trouble of its own: it may go away */
};

#define FAULT_MESSAGE_BYTES 201

struct fault {
	enum fault_kind kind;
	char message[FAULT_MESSAGE_BYTES]; /* its own words, on one line; "" when it has none */
};

/*
 * Read an error: the body of a response with this HTTP status, or with status 0 an error amid a stream. The shapes
 * of all vendors are known: {"error": {type, code, message, details: {error_code}}}, {"error": "text"}, {code,
 * message}. Their codes count first, then their types, then the status. The message never shows secret (NULL: there is
 * none). Consumes document, which may be anything.
 */
void fault_read(struct fault *fault, int status, jv document, const char *secret);

/* For a body that is no JSON: its first bytes are the message. */
void fault_read_text(struct fault *fault, int status, const char *text, size_t length, const char *secret);

/* What to exit with when it stays so, and whether asking again can help. */
enum fr_exit fault_exit(enum fault_kind kind);
bool fault_may_pass(enum fault_kind kind);

/* Replace every secret in text, of length bytes, by as many asterisks. */
void fault_hide(char *text, size_t length, const char *secret);

#endif

/*
 * response.h: what becomes of an answer in the envelope.
 */
#ifndef FR_LLM_RESPONSE_H
#define FR_LLM_RESPONSE_H

#include <jv.h>
#include <stddef.h>

#include "answer.h"
#include "target.h"

/* What the answer does not know of itself. */
struct response_about {
	const struct target *target;
	struct fr_usage usage; /* of all turns */
	int64_t cost_microusd;
	bool estimate;
	int attempts;
	int64_t latency_ms;
	const char *request_id; /* "": none */
};

/* .response; the caller frees it. */
jv response_of(const struct answer *answer, const struct response_about *about);

/*
 * Add .response.json, the text as JSON, where the prompt has a schema. False and why when it is no JSON or does not
 * follow the schema; .json is then not there. Borrows schema.
 */
bool response_parse(jv *response, jv schema, char *why, size_t size);

#endif

/*
 * vendor.h: the providers by their names.
 */
#ifndef FR_LLM_VENDOR_H
#define FR_LLM_VENDOR_H

#include "api.h"

struct vendor {
	const char *name;
	const char *base_url; /* what it takes by itself; NULL: offline */
	bool needs_key;
};

#define VENDOR_NAMES "anthropic, openai, ollama, offline"

/* NULL when there is none. */
const struct vendor *vendor_called(const char *name, size_t length);

/*
 * Which of its APIs is spoken: the one wanted, or with NULL OpenAI's newer one at OpenAI itself (own), and the older
 * one, which others offer as well, elsewhere. NULL and FR_EX_USAGE when it has no such API.
 */
const struct api *vendor_api(const struct vendor *vendor, const char *wanted, bool own, struct fr_error *err);

#endif

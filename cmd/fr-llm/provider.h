/*
 * provider.h: who answers a prompt. A file a provider; provider.c is the table of them.
 *
 * A provider that sends anything off this machine has, before each time it sends, to run the check of fr-sanitize over
 * the bytes it is about to send (FR_EX_NOPERM when they are not clean) and to see that ai_enabled or the command
 * line allows it. offline sends nothing.
 */
#ifndef FR_LLM_PROVIDER_H
#define FR_LLM_PROVIDER_H

#include <stddef.h>

#include <jv.h>

#include "error.h"

struct provider_setup {
	const char *model; /* "" for the provider's own choice; borrowed */
	const char *share; /* the folder to search first for share files, or NULL; borrowed */
};

struct provider {
	const char *name;

	/* All that can be done before the first envelope; *state is then the provider's own, for close to free. */
	int (*open)(void **state, const struct provider_setup *setup, struct fr_error *err);

	/*
	 * Answer the envelope's .prompt. The envelope is borrowed. *response is the caller's to free:
	 * { provider, model, text, json?, stop_reason, usage: { input_tokens, output_tokens }, cost_usd, attempts }.
	 * It may be there on failure too: what came of an answer that is no good. Else it is jv_invalid().
	 */
	int (*answer)(void *state, jv envelope, jv *response, struct fr_error *err);

	void (*close)(void *state);
};

/* The provider called name; NULL when there is none. */
const struct provider *provider_find(const char *name);

/* The names of all, with ", " between, into text, cut when it is too small. Returns text. */
char *provider_names(char *text, size_t size);

extern const struct provider provider_offline;

#endif

/*
 * message.h: from what a prompt program gave to an envelope's .prompt.
 */
#ifndef FR_PROMPT_MESSAGE_H
#define FR_PROMPT_MESSAGE_H

#include <jv.h>

#include "error.h"

/*
 * The prompt with its name, a limit, and its messages laid out (layout.h), evidence included: system and
 * messages in at most tokens, as far as evidence can be left out for that. Consumes prompt, borrows the rest; the
 * caller frees the result. jv_invalid() and FR_EX_CONFIG when it has no messages.
 */
jv message_prompt(jv prompt, const char *name, jv envelope, jv facts, int tokens, struct fr_error *err);

#endif

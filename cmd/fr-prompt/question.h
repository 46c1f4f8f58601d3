/*
 * question.h: what somebody asks, as a member of the envelope.
 *
 * A question is text from outside, and may hold what must not leave the machine: it goes through the sanitiser like the
 * evidence, on its own, so that an envelope that was not at fr-sanitize stays as it was.
 */
#ifndef FR_PROMPT_QUESTION_H
#define FR_PROMPT_QUESTION_H

#include <jv.h>

#include "config.h"
#include "share.h"

/* .question as it may be asked: {text}, the caller's to free; jv_invalid() and *err when it cannot be sanitised. */
jv question_clean(const struct fr_share *share, const struct fr_config *config, const char *text, struct fr_error *err);

/* An envelope for a question about no window in particular: no evidence, and clean. The caller frees it. */
jv question_envelope(void);

#endif

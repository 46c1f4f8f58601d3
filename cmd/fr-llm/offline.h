/*
 * offline.h: who answers without a model: the rules' findings written up by a jq program for each prompt
 * (share/offline/NAME.jq). No network, no cost.
 */
#ifndef FR_LLM_OFFLINE_H
#define FR_LLM_OFFLINE_H

#include <jv.h>

#include "program.h"
#include "share.h"

/* Compile all of them: FR_EX_CONFIG where one is no good. The caller frees *program. */
int offline_open(struct fr_program **program, const struct fr_share *share, struct fr_error *err);

/*
 * Answer the envelope's .prompt from its .findings. Borrows the envelope; *response is the caller's. FR_EX_DATAERR
 * without findings, FR_EX_CONFIG for a prompt that nobody wrote a program for.
 */
int offline_answer(struct fr_program *program, jv envelope, jv *response, struct fr_error *err);

#endif

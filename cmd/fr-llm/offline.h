/*
 * offline.h: who answers without a model: the rules' findings written up. No network, no cost.
 *
 *	struct offline *offline = offline_open(&share, &err);
 *	jv response;
 *
 *	if (offline == NULL || offline_answer(offline, envelope, &response, &err) < 0)
 *		…
 *	offline_close(offline);
 *
 * A prompt is answered by the jq program of its name, share/offline/NAME.jq; "diagnose", where there is no such file,
 *by diagnosis.h, which compiles nothing.
 */
#ifndef FR_LLM_OFFLINE_H
#define FR_LLM_OFFLINE_H

#include <jv.h>

#include "error.h"
#include "share.h"

struct offline;

/* NULL and FR_EX_CONFIG when titles.json or plain.json is no good. Borrows share until offline_close, which takes NULL
 * too. */
struct offline *offline_open(const struct fr_share *share, struct fr_error *err);
void offline_close(struct offline *offline);

/*
 * What the envelope's question asks for, as share/offline/question/tools.jq reads it: {"tools": […], "arguments": {…}},
 * the caller's; an empty object where nothing is asked. FR_EX_CONFIG when the program is no good.
 */
int offline_plan(struct offline *offline, jv envelope, jv *plan, struct fr_error *err);

/*
 * Answer the envelope's .prompt from its .findings. Borrows the envelope; *response is the caller's. FR_EX_DATAERR
 * without findings; FR_EX_CONFIG for a prompt that nobody wrote a program for, or whose program is no good.
 */
int offline_answer(struct offline *offline, jv envelope, jv *response, struct fr_error *err);

#endif

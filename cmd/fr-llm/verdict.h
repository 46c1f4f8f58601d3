/*
 * verdict.h: what an attempt came to, and what is to be done about it. No state, no clock, no I/O.
 */
#ifndef FR_LLM_VERDICT_H
#define FR_LLM_VERDICT_H

#include "answer.h"
#include "http.h"
#include "ledger.h"

enum verdict_next {
	NEXT_GIVE,   /* it is the answer */
	NEXT_RESUME, /* it paused: send it back as it is */
	NEXT_CALL,   /* it wants tools called that it was offered */
	NEXT_RETRY,  /* the same again can go better */
	NEXT_FAIL    /* it cannot */
};

struct verdict {
	enum verdict_next next;
	enum fr_health health;
	bool billed;         /* what answer.usage says is to be paid */
	bool estimate;       /* but it is not all of it */
	bool spent;          /* the account is: nobody needs to be asked for a while */
	double wait;         /* seconds that the server wants us to wait; -1: it does not say */
	struct fr_error err; /* unless it is given or resumed */
};

/*
 * error_body is what came with a status that is no success. who is the provider, for messages. The schema's check,
 * where there is one, comes after this.
 */
void verdict_of(struct verdict *verdict, const struct fr_http_response *response, const struct answer *answer,
		const struct fr_bytes *error_body, const char *who, const char *host);

/* The answer's text does not follow the schema. */
void verdict_not_of_schema(struct verdict *verdict, const char *who, const char *why);

#endif

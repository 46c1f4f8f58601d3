#include "retry.h"

#include <math.h>
#include <stdlib.h>

#include "id.h"

#define WAIT_MOST_SECONDS 300 /* longer than that nobody waits here */

/* Seconds before the next attempt: full jitter, so that many who failed together do not come back together. */
static double backoff(int attempt)
{
	double most = fmin(8, 0.5 * (1 << (attempt - 1)));

	return most * arc4random_uniform(1000000) / 1000000;
}

bool retry_later(struct call *call, struct verdict *verdict)
{
	struct target *target = &call->desk->targets.of[call->target];
	int64_t now = fr_http_now_ms();
	double wait = fmax(verdict->wait, 0) + backoff(call->attempt);
	struct fr_error was = verdict->err;

	if (verdict->next != NEXT_RETRY)
		return false;
	if (verdict->wait >= 0)
		target->not_before_ms = now + (int64_t)ceil(verdict->wait * 1000);
	if (verdict->wait > WAIT_MOST_SECONDS) {
		char until[FR_TIME_BYTES];

		fr_time_format(until, fr_time_now_us() + (int64_t)(fmin(verdict->wait, 1e9) * 1e6));
		fr_error_set(&verdict->err, FR_EX_TEMPFAIL, "%s; it takes no request before %.19sZ", was.message,
			     until);
		return false;
	}
	if (call->shown || call->attempt >= CALL_ATTEMPTS_MOST)
		return false;
	if (now + (int64_t)(wait * 1000) >= call->deadline_ms) {
		if (verdict->wait > 0)
			fr_error_set(&verdict->err, FR_EX_TEMPFAIL,
				     "%s; it asks to wait %.3g s, longer than there is time", was.message,
				     verdict->wait);
		return false;
	}
	call->wake_ms = now + (int64_t)ceil(wait * 1000);
	return true;
}

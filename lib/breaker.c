#include "breaker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "id.h"
#include "json.h"

#define SECOND INT64_C(1000000)

int64_t fr_ledger_time(const char *text)
{
	struct tm tm = { 0 };
	int micro;

	if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min,
		   &tm.tm_sec, &micro) != 7)
		return 0;
	tm.tm_year -= 1900;
	tm.tm_mon -= 1;
	return (int64_t)timegm(&tm) * SECOND + micro;
}

const char *fr_ledger_until(char text[FR_UNTIL_BYTES], int64_t until_us, int64_t now_us)
{
	char time[FR_TIME_BYTES];
	long long seconds = (until_us - now_us + SECOND - 1) / SECOND;

	fr_time_format(time, until_us + SECOND - 1); /* at that second it is over */
	if (seconds >= 3600)
		snprintf(text, FR_UNTIL_BYTES, "%.10s %.8s UTC, in %lld h %lld min", time, time + 11, seconds / 3600,
			 seconds % 3600 / 60);
	else if (seconds >= 60)
		snprintf(text, FR_UNTIL_BYTES, "%.10s %.8s UTC, in %lld min %lld s", time, time + 11, seconds / 60,
			 seconds % 60);
	else
		snprintf(text, FR_UNTIL_BYTES, "%.10s %.8s UTC, in %lld s", time, time + 11, seconds);
	return text;
}

int fr_breaker_check(const struct fr_breaker *breaker, int64_t now_us, struct fr_error *err)
{
	char until[FR_UNTIL_BYTES];

	if (breaker->open_until_us <= now_us)
		return 0;
	fr_ledger_until(until, breaker->open_until_us, now_us);
	if (breaker->failures < FR_BREAKER_FAILURES)
		return fr_error_set(err, FR_EX_TEMPFAIL, "provider '%s' wants no request before %s", breaker->provider,
				    until);
	if (breaker->probe != 0)
		fr_error_set(
		    err, FR_EX_TEMPFAIL,
		    "provider '%s' failed %d times in a row, and one attempt is finding out whether it still does: wait until %s",
		    breaker->provider, breaker->failures, until);
	else
		fr_error_set(err, FR_EX_TEMPFAIL, "provider '%s' failed %d times in a row and is left alone until %s",
			     breaker->provider, breaker->failures, until);
	return fr_error_hint(err, "--fallback names who answers meanwhile; 'offline' always can");
}

static int set(struct fr_store *store, const struct fr_breaker *breaker, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "provider", jv_string(breaker->provider));
	char until[FR_TIME_BYTES];
	jv row;
	int status;

	fr_time_format(until, breaker->open_until_us);
	parameters = fr_json_set(parameters, "server", jv_string(breaker->server));
	parameters = fr_json_set(parameters, "failures", jv_number(breaker->failures));
	parameters = fr_json_set(parameters, "open_until", jv_string(until));
	parameters =
	    fr_json_set(parameters, "probe", breaker->probe != 0 ? jv_number((double)breaker->probe) : jv_null());
	status = fr_store_first(store, "breaker_set", parameters, &row, err);
	jv_free(row);
	return status;
}

int fr_breaker_leave(struct fr_store *store, struct fr_breaker *breaker, int64_t id, int64_t now_us,
		     struct fr_error *err)
{
	if (breaker->failures < FR_BREAKER_FAILURES)
		return 0;
	breaker->probe = id;
	breaker->open_until_us =
	    now_us + FR_BREAKER_SECONDS * SECOND; /* should the probe die, the next one may try then */
	return set(store, breaker, err);
}

static void count_failure(struct fr_breaker *breaker, int64_t now_us)
{
	int64_t seconds = FR_BREAKER_SECONDS;

	breaker->failures++;
	breaker->probe = 0;
	if (breaker->failures < FR_BREAKER_FAILURES)
		return;
	for (int i = FR_BREAKER_FAILURES; i < breaker->failures && seconds < FR_BREAKER_SECONDS_MOST; i++)
		seconds *= 2;
	if (seconds > FR_BREAKER_SECONDS_MOST)
		seconds = FR_BREAKER_SECONDS_MOST;
	breaker->open_until_us = now_us + seconds * SECOND;
}

/* Into *breaker from the store; all zero when it has nothing on the provider. Was there a row? */
static int get(struct fr_store *store, struct fr_breaker *breaker, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "provider", jv_string(breaker->provider));
	jv row;
	char *until;
	int there;

	parameters = fr_json_set(parameters, "server", jv_string(breaker->server));
	if (fr_store_first(store, "breaker_get", parameters, &row, err) < 0)
		return -1;
	until = fr_json_text(row, "open_until");
	breaker->failures = (int)fr_json_number(row, "failures", 0);
	breaker->probe = (int64_t)fr_json_number(row, "probe", 0);
	breaker->open_until_us = until != NULL ? fr_ledger_time(until) : 0;
	there = jv_get_kind(row) == JV_KIND_OBJECT;
	free(until);
	jv_free(row);
	return there;
}

static int forget(struct fr_store *store, const struct fr_breaker *breaker, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "provider", jv_string(breaker->provider));
	jv row;
	int status = fr_store_first(store, "breaker_forget",
				    fr_json_set(parameters, "server", jv_string(breaker->server)), &row, err);

	jv_free(row);
	return status;
}

int fr_breaker_learn(struct fr_store *store, struct fr_breaker *breaker, int64_t id,
		     const struct fr_settlement *settlement, int64_t now_us, struct fr_error *err)
{
	int there = get(store, breaker, err);
	bool probe = there > 0 && breaker->probe == id;
	bool waits = settlement->not_before_us > now_us;

	if (there < 0)
		return -1;
	if (settlement->health == FR_HEALTH_GOOD && !waits)
		return there > 0 ? forget(store, breaker, err) : 0;
	/* Those that were under way when it opened say nothing new; only the probe does. */
	if (settlement->health == FR_HEALTH_BAD && (probe || breaker->open_until_us <= now_us))
		count_failure(breaker, now_us);
	else if (probe) {
		breaker->probe = 0;
		breaker->open_until_us = now_us; /* it learned nothing: the next one may try */
	} else if (!waits)
		return 0;
	if (waits && breaker->open_until_us < settlement->not_before_us)
		breaker->open_until_us = settlement->not_before_us;
	return set(store, breaker, err);
}

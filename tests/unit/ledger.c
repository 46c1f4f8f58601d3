/* The account of what is spent: never a micro-dollar over, whoever asks at the same time and whoever dies. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cache.h"
#include "check.h"
#include "json.h"
#include "ledger.h"
#include "places.h"
#include "share.h"
#include "store.h"

#define SECOND INT64_C(1000000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const int64_t midnight = INT64_C(1795478400000000); /* 2026-11-24 00:00 UTC */

static struct fr_share share;
static const struct fr_store_place *place;

static struct fr_store *open_store(void)
{
	struct fr_store *store = NULL;
	struct fr_error err;

	if (fr_store_open(&store, &share, place, FR_STORE_WRITE, 60, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		abort();
	}
	return store;
}

static struct fr_store *fresh_store(void)
{
	place = places_fresh();
	return open_store();
}

static const struct fr_limits unlimited = { -1, -1, -1 };

static struct fr_attempt attempt_of(int64_t most, int64_t at_us)
{
	return (struct fr_attempt){ .function_name = "diagnose",
				    .provider = "anthropic",
				    .model = "m",
				    .number = 1,
				    .most_microusd = most,
				    .at_us = at_us };
}

/* The id, or the negative exit status of the refusal; its message is in why. */
static struct fr_error why;
static int64_t reserve(struct fr_store *store, const struct fr_limits *limits, struct fr_attempt attempt)
{
	int64_t id = 0;

	why = (struct fr_error){ 0 };
	return fr_ledger_reserve(store, limits, &attempt, &id, &why) == 0 ? id : -(int64_t)why.code;
}

static int settle(struct fr_store *store, int64_t id, struct fr_settlement settlement)
{
	return fr_ledger_settle(store, id, &settlement, &why);
}

static bool stands(struct fr_store *store, int64_t at_us, int64_t spent, int64_t reserved)
{
	struct fr_budget budget;

	return fr_ledger_budget(store, at_us, &budget, &why) == 0 && budget.spent_microusd == spent &&
	       budget.reserved_microusd == reserved;
}

static void check_budget(void)
{
	struct fr_store *store = fresh_store();
	struct fr_limits limits = { .daily_budget_microusd = 1000, .max_calls_per_hour = -1, .max_cost_microusd = -1 };
	int64_t noon = midnight - 12 * HOUR;
	int64_t first = reserve(store, &limits, attempt_of(600, noon));

	CHECK(first > 0 && stands(store, noon, 0, 600));
	CHECK(reserve(store, &limits, attempt_of(401, noon)) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.message, "the attempt can cost 0.000401 USD, and 0.000400 of today's 0.001000 USD are left "
				  "(0.000600 reserved for attempts in flight)") == 0);
	CHECK(
	    strcmp(why.hint,
		   "the next day begins at 2026-11-24 00:00:00 UTC, in 12 h 0 min; ai_daily_budget_usd is the limit") ==
	    0);
	CHECK(reserve(store, &limits, attempt_of(1001, noon)) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.hint, "it is more than ai_daily_budget_usd allows for a whole day") == 0);
	CHECK(settle(store, first, (struct fr_settlement){ .cost_microusd = 599, .at_us = noon }) == 0);
	CHECK(stands(store, noon, 599, 0));
	CHECK(reserve(store, &limits, attempt_of(402, noon)) == -FR_EX_TEMPFAIL);
	CHECK(reserve(store, &limits, attempt_of(401, noon)) > 0);
	CHECK(stands(store, noon, 599, 401));
	CHECK(reserve(store, &limits, attempt_of(1, noon)) == -FR_EX_TEMPFAIL);
	CHECK(reserve(store, &limits, attempt_of(0, noon)) > 0); /* free stays free */
	CHECK(reserve(store, &unlimited, attempt_of(INT64_MAX, noon)) > 0);
	limits.daily_budget_microusd = 0;
	CHECK(reserve(store, &limits, attempt_of(1, midnight)) == -FR_EX_TEMPFAIL);
	fr_store_free(store);
}

static void check_settling(void)
{
	struct fr_store *store = fresh_store();
	int64_t id = reserve(store, &unlimited, attempt_of(50, midnight));
	struct fr_settlement settlement = { .cost_microusd = 70, .usage = { 1, 2, 3, 4, 5 }, .http_status = 200 };

	CHECK(settle(store, id, settlement) == 0); /* a bill larger than was thought possible is still the bill */
	CHECK(stands(store, midnight, 70, 0));
	CHECK(settle(store, id, settlement) < 0 && why.code == FR_EX_FAULT);
	CHECK(settle(store, id + 1, settlement) < 0 && why.code == FR_EX_FAULT);
	CHECK(stands(store, midnight, 70, 0));
	fr_store_free(store);
}

/* The day of an attempt is the one it was reserved on, on both sides of midnight. */
static void check_midnight(void)
{
	struct fr_store *store = fresh_store();
	struct fr_limits limits = { .daily_budget_microusd = 100, .max_calls_per_hour = -1, .max_cost_microusd = -1 };
	int64_t late = reserve(store, &limits, attempt_of(100, midnight - 1));

	CHECK(late > 0);
	CHECK(reserve(store, &limits, attempt_of(1, midnight - 1)) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.hint,
		     "the next day begins at 2026-11-24 00:00:00 UTC, in 1 s; ai_daily_budget_usd is the limit") == 0);
	CHECK(reserve(store, &limits, attempt_of(100, midnight)) > 0);
	CHECK(settle(store, late, (struct fr_settlement){ .cost_microusd = 90, .at_us = midnight + SECOND }) == 0);
	CHECK(stands(store, midnight - 1, 90, 0));
	CHECK(stands(store, midnight, 0, 100));
	CHECK(reserve(store, &limits, attempt_of(10, midnight - 1)) > 0); /* a clock that was set back */
	CHECK(reserve(store, &limits, attempt_of(1, midnight + DAY - 1)) == -FR_EX_TEMPFAIL);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + DAY)) > 0);
	fr_store_free(store);
}

static void check_hour(void)
{
	struct fr_store *store = fresh_store();
	struct fr_limits limits = { .daily_budget_microusd = -1, .max_calls_per_hour = 3, .max_cost_microusd = -1 };
	struct fr_attempt other = attempt_of(1, midnight + 3 * MINUTE), again = other;

	other.function_name = "explain";
	again.number = 2;
	for (int i = 0; i < 3; i++)
		CHECK(reserve(store, &limits, attempt_of(1, midnight + i * MINUTE)) > 0);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + 3 * MINUTE)) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.message, "'diagnose' has been called 3 times within an hour; the next call may be made at "
				  "2026-11-24 01:00:00 UTC, in 57 min 0 s") == 0);
	CHECK(reserve(store, &limits, other) > 0);
	for (int i = 0; i < 5; i++)
		CHECK(reserve(store, &limits, again) > 0); /* retries belong to a call that was counted */
	CHECK(reserve(store, &limits, attempt_of(1, midnight + HOUR - 1)) == -FR_EX_TEMPFAIL);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + HOUR)) > 0);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + HOUR)) == -FR_EX_TEMPFAIL);
	CHECK(strstr(why.message, "01:01:00 UTC, in 1 min 0 s") != NULL);
	limits.max_calls_per_hour = 1;
	CHECK(reserve(store, &limits, attempt_of(1, midnight + 48 * HOUR)) > 0);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + 48 * HOUR - MINUTE)) == -FR_EX_TEMPFAIL);
	CHECK(reserve(store, &limits, attempt_of(1, midnight + 9 * HOUR)) > 0); /* the clock was set back */
	limits.max_calls_per_hour = 0;
	CHECK(reserve(store, &limits, attempt_of(1, midnight + 9 * HOUR)) == -FR_EX_TEMPFAIL);
	fr_store_free(store);
}

static void check_call(void)
{
	struct fr_store *store = fresh_store();
	struct fr_limits limits = { .daily_budget_microusd = -1, .max_calls_per_hour = -1, .max_cost_microusd = 100 };
	struct fr_attempt attempt = attempt_of(100, midnight);

	CHECK(reserve(store, &limits, attempt) > 0);
	attempt.most_microusd = 101;
	CHECK(reserve(store, &limits, attempt) == -FR_EX_TEMPFAIL);
	attempt.spent_microusd = 41;
	attempt.most_microusd = 60;
	CHECK(reserve(store, &limits, attempt) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.message, "the attempt can cost 0.000060 USD and the call has cost 0.000041 USD: more than the "
				  "0.000100 USD it may") == 0);
	attempt.most_microusd = 59;
	CHECK(reserve(store, &limits, attempt) > 0);
	attempt.spent_microusd = INT64_MAX;
	CHECK(reserve(store, &limits, attempt) == -FR_EX_TEMPFAIL);
	fr_store_free(store);
}

static int64_t fail_at(struct fr_store *store, int64_t at_us)
{
	int64_t id = reserve(store, &unlimited, attempt_of(1, at_us));

	if (id > 0)
		settle(store, id, (struct fr_settlement){ .health = FR_HEALTH_BAD, .at_us = at_us });
	return id;
}

static void check_breaker(void)
{
	struct fr_store *store = fresh_store();
	struct fr_attempt other = attempt_of(1, midnight), elsewhere = other;
	int64_t probe, now = midnight;

	other.provider = "openai";
	elsewhere.server = "http://127.0.0.1:1";
	for (int i = 0; i < FR_BREAKER_FAILURES; i++)
		CHECK(fail_at(store, now) > 0);
	CHECK(fail_at(store, now) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.message, "provider 'anthropic' failed 5 times in a row and is left alone until "
				  "2026-11-24 00:00:30 UTC, in 30 s") == 0);
	CHECK(reserve(store, &unlimited, other) > 0 && reserve(store, &unlimited, elsewhere) > 0);
	now += 30 * SECOND;
	CHECK(fail_at(store, now - 1) == -FR_EX_TEMPFAIL);
	probe = reserve(store, &unlimited, attempt_of(1, now));
	CHECK(probe > 0);
	CHECK(reserve(store, &unlimited, attempt_of(1, now)) == -FR_EX_TEMPFAIL); /* one is enough to find out */
	CHECK(strstr(why.message, "one attempt is finding out") != NULL);
	CHECK(settle(store, probe, (struct fr_settlement){ .health = FR_HEALTH_BAD, .at_us = now }) == 0);
	CHECK(fail_at(store, now + 60 * SECOND - 1) == -FR_EX_TEMPFAIL); /* twice as long */
	now += 60 * SECOND;
	probe = reserve(store, &unlimited, attempt_of(1, now));
	CHECK(probe > 0);
	CHECK(settle(store, probe, (struct fr_settlement){ .health = FR_HEALTH_GOOD, .at_us = now }) == 0);
	for (int i = 1; i < FR_BREAKER_FAILURES; i++)
		CHECK(fail_at(store, now) > 0);
	CHECK(settle(store, reserve(store, &unlimited, attempt_of(1, now)),
		     (struct fr_settlement){ .health = FR_HEALTH_GOOD, .at_us = now }) == 0);
	CHECK(fail_at(store, now) > 0); /* not in a row */
	CHECK(reserve(store, &unlimited, attempt_of(1, now)) > 0);
	fr_store_free(store);
}

/* Twenty at once fail together: that is one outage, not twenty in a row. A probe that dies or learns nothing blocks
 * nobody for long. */
static void check_breaker_crowd(void)
{
	struct fr_store *store = fresh_store();
	int64_t ids[20], probe, now = midnight;

	for (int i = 0; i < 20; i++)
		ids[i] = reserve(store, &unlimited, attempt_of(1, now));
	for (int i = 0; i < 20; i++)
		CHECK(settle(store, ids[i], (struct fr_settlement){ .health = FR_HEALTH_BAD, .at_us = now }) == 0);
	now += FR_BREAKER_SECONDS * SECOND;
	CHECK(reserve(store, &unlimited, attempt_of(1, now)) > 0); /* and dies */
	CHECK(reserve(store, &unlimited, attempt_of(1, now)) == -FR_EX_TEMPFAIL);
	now += FR_BREAKER_SECONDS * SECOND;
	probe = reserve(store, &unlimited, attempt_of(1, now));
	CHECK(probe > 0);
	CHECK(settle(store, probe, (struct fr_settlement){ .health = FR_HEALTH_UNKNOWN, .at_us = now }) == 0);
	CHECK(reserve(store, &unlimited, attempt_of(1, now)) > 0);
	fr_store_free(store);
}

static void check_breaker_told(void)
{
	struct fr_store *store = fresh_store();
	int64_t id = reserve(store, &unlimited, attempt_of(1, midnight));

	CHECK(settle(store, id,
		     (struct fr_settlement){ .health = FR_HEALTH_UNKNOWN,
					     .not_before_us = midnight + 10 * MINUTE,
					     .at_us = midnight }) == 0);
	CHECK(reserve(store, &unlimited, attempt_of(1, midnight + 10 * MINUTE - 1)) == -FR_EX_TEMPFAIL);
	CHECK(strcmp(why.message, "provider 'anthropic' wants no request before 2026-11-24 00:10:00 UTC, in 1 s") == 0);
	CHECK(reserve(store, &unlimited, attempt_of(1, midnight + 10 * MINUTE)) > 0);
	CHECK(reserve(store, &unlimited, attempt_of(1, midnight + 10 * MINUTE)) > 0);
	fr_store_free(store);
}

/* A process of its own: reserves what it can and settles it, or is killed in the middle of it. */
static void spend(const struct fr_limits *limits, int64_t most, unsigned seed)
{
	struct fr_store *store = open_store();
	int refused = 0;

	while (refused < 3) {
		int64_t id = reserve(store, limits, attempt_of(most, midnight));
		struct timespec pause = { .tv_nsec = rand_r(&seed) % 3000000 };

		if (id < 0 && id != -FR_EX_TEMPFAIL)
			_exit(99);
		refused += id < 0;
		nanosleep(&pause, NULL);
		if (id > 0 && settle(store, id,
				     (struct fr_settlement){ .cost_microusd = rand_r(&seed) % (most + 1),
							     .at_us = midnight }) < 0)
			_exit(98);
	}
	fr_store_free(store);
	_exit(0);
}

/* 64 at once, half of them killed at a random moment. */
static void check_killed(void)
{
	struct fr_limits limits = { .daily_budget_microusd = 10000, .max_calls_per_hour = -1, .max_cost_microusd = -1 };
	struct fr_budget budget;
	struct fr_store *store = fresh_store();
	pid_t children[64];
	int bad = 0, killed = 0, status, gate[2];

	srand(7);
	if (pipe(gate) < 0)
		abort();
	for (int i = 0; i < 64; i++) {
		children[i] = fork();
		if (children[i] != 0)
			continue;
		close(gate[1]); /* all begin when all are there: else the first have spent it before the last is made */
		if (read(gate[0], &status, 1) != 0)
			_exit(97);
		spend(&limits, 97, (unsigned)i);
	}
	close(gate[0]);
	close(gate[1]);
	for (int i = 0; i < 64; i += 2) {
		struct timespec pause = { .tv_nsec = rand() % 10000000 };

		nanosleep(&pause, NULL);
		kill(children[i], SIGKILL);
	}
	for (int i = 0; i < 64; i++) {
		waitpid(children[i], &status, 0);
		killed += WIFSIGNALED(status);
		bad += !WIFSIGNALED(status) && status != 0;
	}
	CHECK(bad == 0 && killed > 0);
	CHECK(fr_ledger_budget(store, midnight, &budget, &why) == 0);
	CHECK(budget.spent_microusd + budget.reserved_microusd <= 10000);
	CHECK(budget.spent_microusd + budget.reserved_microusd > 10000 - 97); /* and what there was could be used */
	CHECK(budget.reserved_microusd % 97 == 0 && budget.reserved_microusd / 97 <= killed);
	fr_store_free(store);
}

/* 64 at once, enough for ten: by the budget, or by the hour. */
static void check_crowd(const struct fr_limits *limits)
{
	struct fr_store *store;
	int got = 0, refused = 0, status;

	place = places_fresh(); /* the first to come makes it */
	for (int i = 0; i < 64; i++)
		if (fork() == 0) {
			store = open_store();
			_exit(reserve(store, limits, attempt_of(100, midnight)) > 0 ? 0 : (int)why.code);
		}
	while (wait(&status) > 0) {
		got += WIFEXITED(status) && WEXITSTATUS(status) == 0;
		refused += WIFEXITED(status) && WEXITSTATUS(status) == FR_EX_TEMPFAIL;
	}
	CHECK(got == 10 && refused == 54);
	store = open_store();
	CHECK(stands(store, midnight, 0, 1000));
	fr_store_free(store);
}

/* A name as long as its writer likes is one name still, and a call of its function. */
static void check_names(void)
{
	struct fr_store *store = fresh_store();
	struct fr_limits limits = { .daily_budget_microusd = -1, .max_calls_per_hour = 1, .max_cost_microusd = -1 };
	struct fr_attempt attempt = attempt_of(1, midnight);
	char endless[5000];

	memset(endless, 'x', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	attempt.function_name = attempt.database = attempt.cluster = attempt.envelope_id = endless;
	CHECK(reserve(store, &limits, attempt) > 0);
	CHECK(reserve(store, &limits, attempt) == -FR_EX_TEMPFAIL);
	attempt.function_name = attempt.database = "\xff'; DROP TABLE ai_usage; --";
	CHECK(reserve(store, &limits, attempt) > 0);
	CHECK(reserve(store, &limits, attempt) == -FR_EX_TEMPFAIL);
	CHECK(stands(store, midnight, 0, 2));
	fr_store_free(store);
}

static void check_cache(void)
{
	struct fr_store *store = fresh_store();
	jv response = jv_parse("{\"text\": \"a\\u0000b\", \"n\": [1, 2.5]}");
	jv got;

	CHECK(fr_cache_get(store, "k", 60, &got, &why) == 0 && !jv_is_valid(got));
	CHECK(fr_cache_put(store, "k", 60, jv_copy(response), &why) == 0);
	CHECK(fr_cache_get(store, "k", 60, &got, &why) == 1);
	CHECK(jv_equal(got, jv_copy(response)));
	CHECK(fr_cache_get(store, "other", 60, &got, &why) == 0);
	CHECK(fr_cache_get(store, "k", -1, &got, &why) == 0);
	CHECK(fr_cache_put(store, "k", 60, jv_string("new"), &why) == 0);
	CHECK(fr_cache_get(store, "k", 60, &got, &why) == 1);
	CHECK(jv_equal(got, jv_string("new")));
	CHECK(fr_cache_put(store, "gone", -1, jv_string("old"), &why) == 0);
	CHECK(fr_cache_get(store, "gone", 60, &got, &why) == 0);
	CHECK(fr_cache_put(store, "k2", INT64_MAX, jv_string("for long"), &why) == 0);
	CHECK(fr_cache_get(store, "k2", INT64_MAX, &got, &why) == 1);
	jv_free(got);
	jv_free(response);
	fr_store_free(store);
}

int main(void)
{
	struct fr_error err;

	CHECK(fr_share_init(&share, NULL, &err) == 0);
	check_budget();
	check_settling();
	check_midnight();
	check_hour();
	check_call();
	check_breaker();
	check_breaker_crowd();
	check_breaker_told();
	check_crowd(
	    &(struct fr_limits){ .daily_budget_microusd = 1000, .max_calls_per_hour = 64, .max_cost_microusd = -1 });
	check_crowd(
	    &(struct fr_limits){ .daily_budget_microusd = 6400, .max_calls_per_hour = 10, .max_cost_microusd = -1 });
	check_names();
	check_killed();
	check_cache();
	places_end();
	fr_share_release(&share);
	return check_end();
}

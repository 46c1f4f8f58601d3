#include "ledger.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "breaker.h"
#include "id.h"
#include "json.h"
#include "pricing.h"

#define HOUR_US INT64_C(3600000000)
#define NAME_BYTES 200
#define EXACT_IN_A_DOUBLE INT64_C(9007199254740991) /* what jv can carry; nine billion dollars */

/* Names come from envelopes, where they can be as long as their writer likes; sums are kept for each. */
static jv name(const char *text)
{
	return text != NULL ? jv_string_sized(text, (int)strnlen(text, NAME_BYTES)) : jv_null();
}

static jv money(int64_t microusd)
{
	return jv_number((double)(microusd < EXACT_IN_A_DOUBLE ? microusd : EXACT_IN_A_DOUBLE));
}

static jv time_text(int64_t time_us)
{
	char text[FR_TIME_BYTES];

	fr_time_format(text, time_us);
	return jv_string(text);
}

struct reserving {
	const struct fr_limits *limits;
	const struct fr_attempt *attempt;
	int64_t now_us;
	struct fr_breaker breaker;
	char key[FR_ID_BYTES];
	int tries;
	int64_t *id;
};

/* May one call cost that much? */
static int check_call(const struct reserving *reserving, struct fr_error *err)
{
	const struct fr_attempt *attempt = reserving->attempt;
	int64_t limit = reserving->limits->max_cost_microusd;
	char most[FR_USD_BYTES], spent[FR_USD_BYTES], all[FR_USD_BYTES];

	if (limit < 0 || attempt->most_microusd == 0 ||
	    (attempt->spent_microusd <= limit && attempt->most_microusd <= limit - attempt->spent_microusd))
		return 0;
	fr_error_set(err, FR_EX_TEMPFAIL,
		     "the attempt can cost %s USD and the call has cost %s USD: more than the %s USD it may",
		     fr_usd(most, attempt->most_microusd), fr_usd(spent, attempt->spent_microusd), fr_usd(all, limit));
	return fr_error_hint(err, "--max-cost is the limit; a shorter prompt or a cheaper model costs less");
}

static int check_hour(const struct reserving *reserving, jv state, struct fr_error *err)
{
	const struct fr_attempt *attempt = reserving->attempt;
	int64_t allowed = reserving->limits->max_calls_per_hour;
	char *fills = fr_json_text(state, "fills_hour");
	char until[FR_UNTIL_BYTES];
	int status = 0;

	if (attempt->number > 1 || allowed < 0) {
		free(fills);
		return 0;
	}
	if (allowed == 0)
		status = fr_error_set(err, FR_EX_TEMPFAIL, "ai_max_calls_per_hour is 0: no calls are allowed");
	else if (fills != NULL) {
		fr_error_set(err, FR_EX_TEMPFAIL,
			     "'%s' has been called %lld times within an hour; the next call may be made at %s",
			     attempt->function_name, (long long)allowed,
			     fr_ledger_until(until, fr_ledger_time(fills) + HOUR_US, reserving->now_us));
		status = fr_error_hint(err, "ai_max_calls_per_hour is the limit");
	}
	free(fills);
	return status;
}

static int check_budget(const struct reserving *reserving, jv state, struct fr_error *err)
{
	int64_t most = reserving->attempt->most_microusd, limit = reserving->limits->daily_budget_microusd;
	int64_t spent = (int64_t)fr_json_number(state, "spent_microusd", 0);
	int64_t reserved = (int64_t)fr_json_number(state, "reserved_microusd", 0);
	int64_t left = limit > spent + reserved ? limit - spent - reserved : 0;
	char usd[4][FR_USD_BYTES], until[FR_UNTIL_BYTES];

	if (limit < 0 || most == 0 || most <= left)
		return 0;
	fr_error_set(
	    err, FR_EX_TEMPFAIL,
	    "the attempt can cost %s USD, and %s of today's %s USD are left (%s reserved for attempts in flight)",
	    fr_usd(usd[0], most), fr_usd(usd[1], left), fr_usd(usd[2], limit), fr_usd(usd[3], reserved));
	if (most > limit)
		return fr_error_hint(err, "it is more than ai_daily_budget_usd allows for a whole day");
	return fr_error_hint(
	    err, "the next day begins at %s; ai_daily_budget_usd is the limit",
	    fr_ledger_until(until, (reserving->now_us / (24 * HOUR_US) + 1) * 24 * HOUR_US, reserving->now_us));
}

static jv state_parameters(const struct reserving *reserving)
{
	jv parameters = fr_json_set(jv_object(), "function_name", name(reserving->attempt->function_name));
	char day[FR_TIME_BYTES];

	fr_time_format(day, reserving->now_us);
	parameters = fr_json_set(parameters, "day", jv_string_sized(day, 10));
	parameters = fr_json_set(parameters, "hour_ago", time_text(reserving->now_us - HOUR_US));
	parameters = fr_json_set(parameters, "hour_hence", time_text(reserving->now_us + HOUR_US));
	parameters = fr_json_set(parameters, "allowed", jv_number((double)reserving->limits->max_calls_per_hour));
	parameters = fr_json_set(parameters, "provider", jv_string(reserving->breaker.provider));
	return fr_json_set(parameters, "server", jv_string(reserving->breaker.server));
}

static int check(struct fr_store *store, struct reserving *reserving, struct fr_error *err)
{
	struct fr_breaker *breaker = &reserving->breaker;
	char *until;
	jv state;
	int status;

	if (fr_store_first(store, "ledger_state", state_parameters(reserving), &state, err) < 0)
		return -1;
	until = fr_json_text(state, "open_until");
	breaker->failures = (int)fr_json_number(state, "failures", 0);
	breaker->probe = (int64_t)fr_json_number(state, "probe", 0);
	breaker->open_until_us = until != NULL ? fr_ledger_time(until) : 0;
	free(until);
	status = fr_breaker_check(breaker, reserving->now_us, err);
	if (status == 0)
		status = check_hour(reserving, state, err);
	if (status == 0)
		status = check_budget(reserving, state, err);
	jv_free(state);
	return status;
}

/* The store was lost when it was to say whether the attempt is entered. Is it? Then its *id. */
static int look(struct fr_store *store, const struct reserving *reserving, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "called_at", time_text(reserving->now_us));
	jv row;

	*reserving->id = 0;
	if (fr_store_first(store, "ledger_attempt", fr_json_set(parameters, "attempt_key", jv_string(reserving->key)),
			   &row, err) < 0)
		return -1;
	*reserving->id = (int64_t)fr_json_number(row, "id", 0);
	jv_free(row);
	return *reserving->id > 0;
}

static int reserve(struct fr_store *store, void *data, struct fr_error *err)
{
	struct reserving *reserving = data;
	const struct fr_attempt *attempt = reserving->attempt;
	int found = reserving->tries++ > 0 ? look(store, reserving, err) : 0;
	jv parameters, row;

	if (found != 0)
		return found > 0 ? 0 : -1;
	if (check_call(reserving, err) < 0 || check(store, reserving, err) < 0)
		return -1;
	parameters = fr_json_set(jv_object(), "called_at", time_text(reserving->now_us));
	parameters = fr_json_set(parameters, "attempt_key", jv_string(reserving->key));
	parameters = fr_json_set(parameters, "function_name", name(attempt->function_name));
	parameters = fr_json_set(parameters, "attempt", jv_number(attempt->number));
	parameters = fr_json_set(parameters, "provider", jv_string(attempt->provider));
	parameters = fr_json_set(parameters, "server", jv_string(reserving->breaker.server));
	parameters = fr_json_set(parameters, "model", name(attempt->model));
	parameters = fr_json_set(parameters, "envelope_id", name(attempt->envelope_id));
	parameters = fr_json_set(parameters, "database", name(attempt->database));
	parameters = fr_json_set(parameters, "cluster", name(attempt->cluster));
	parameters = fr_json_set(parameters, "reserved_microusd", money(attempt->most_microusd));
	if (fr_store_first(store, "ledger_reserve", parameters, &row, err) < 0)
		return -1;
	*reserving->id = (int64_t)fr_json_number(row, "id", 0);
	jv_free(row);
	return fr_breaker_leave(store, &reserving->breaker, *reserving->id, reserving->now_us, err);
}

int fr_ledger_reserve(struct fr_store *store, const struct fr_limits *limits, const struct fr_attempt *attempt,
		      int64_t *id, struct fr_error *err)
{
	struct reserving reserving = {
		.limits = limits,
		.attempt = attempt,
		.now_us = attempt->at_us != 0 ? attempt->at_us : fr_time_now_us(),
		.breaker = { .provider = attempt->provider, .server = attempt->server != NULL ? attempt->server : "" },
		.id = id,
	};

	fr_id_new(reserving.key);
	return fr_store_transaction(store, reserve, &reserving, err);
}

struct settling {
	int64_t id;
	const struct fr_settlement *settlement;
	int64_t now_us;
	int tries;
};

static jv settle_parameters(const struct settling *settling)
{
	const struct fr_settlement *settlement = settling->settlement;
	jv parameters = fr_usage_json(&settlement->usage);

	parameters = fr_json_set(parameters, "id", jv_number((double)settling->id));
	parameters = fr_json_set(parameters, "cost_microusd", money(settlement->cost_microusd));
	parameters = fr_json_set(parameters, "estimate", jv_bool(settlement->estimate));
	parameters = fr_json_set(parameters, "settled_at", time_text(settling->now_us));
	return fr_json_set(parameters, "http_status",
			   settlement->http_status != 0 ? jv_number(settlement->http_status) : jv_null());
}

/* The store was lost when it was to say whether this is settled. Is it? */
static int look_settled(struct fr_store *store, const struct settling *settling, struct fr_error *err)
{
	jv row;
	int found;

	if (fr_store_first(store, "ledger_settled", settle_parameters(settling), &row, err) < 0)
		return -1;
	found = fr_json_number(row, "id", 0) > 0;
	jv_free(row);
	return found;
}

static int settle(struct fr_store *store, void *data, struct fr_error *err)
{
	struct settling *settling = data;
	int found = settling->tries++ > 0 ? look_settled(store, settling, err) : 0;
	char *provider, *server;
	jv row;
	int status;

	if (found != 0)
		return found > 0 ? 0 : -1;
	if (fr_store_first(store, "ledger_settle", settle_parameters(settling), &row, err) < 0)
		return -1;
	provider = fr_json_text(row, "provider");
	server = fr_json_text(row, "server");
	jv_free(row);
	if (provider == NULL || server == NULL) {
		status = fr_error_set(err, FR_EX_FAULT, "attempt %lld is not there or settled already",
				      (long long)settling->id);
	} else {
		struct fr_breaker breaker = { .provider = provider, .server = server };

		status = fr_breaker_learn(store, &breaker, settling->id, settling->settlement, settling->now_us, err);
	}
	free(provider);
	free(server);
	return status;
}

int fr_ledger_settle(struct fr_store *store, int64_t id, const struct fr_settlement *settlement, struct fr_error *err)
{
	struct settling settling = {
		.id = id,
		.settlement = settlement,
		.now_us = settlement->at_us != 0 ? settlement->at_us : fr_time_now_us(),
	};

	return fr_store_transaction(store, settle, &settling, err);
}

int fr_ledger_budget(struct fr_store *store, int64_t at_us, struct fr_budget *budget, struct fr_error *err)
{
	char now[FR_TIME_BYTES];
	jv row;

	fr_time_format(now, at_us != 0 ? at_us : fr_time_now_us());
	snprintf(budget->day, sizeof(budget->day), "%.10s", now);
	if (fr_store_first(store, "ledger_budget", fr_json_set(jv_object(), "day", jv_string(budget->day)), &row, err) <
	    0)
		return -1;
	budget->spent_microusd = (int64_t)fr_json_number(row, "spent_microusd", 0);
	budget->reserved_microusd = (int64_t)fr_json_number(row, "reserved_microusd", 0);
	jv_free(row);
	return 0;
}

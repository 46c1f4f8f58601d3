/* Values of settings: money to the micro-dollar, durations, and what is refused. */
#include "config.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "values.h"

static struct fr_config *config;

static int set(const char *key, const char *value)
{
	struct fr_error err;

	return fr_config_set(config, key, value, "test", &err);
}

static void money(void)
{
	static const struct {
		const char *text;
		int64_t microusd;
	} good[] = { { "10.00", 10000000 },
		     { "0", 0 },
		     { "0.000001", 1 },
		     { "$2.5", 2500000 },
		     { "1000000000", INT64_C(1000000000000000) } };
	static const char *const bad[] = { "",    "-1", "1e3",        "0.0000001", "1.2.3",
					   "ten", "$",  "1000000001", ".5",        "99999999999999999999" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		CHECK(set("ai_daily_budget_usd", good[i].text) == 0);
		CHECK(fr_config_microusd(config, "ai_daily_budget_usd") == good[i].microusd);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(set("ai_daily_budget_usd", bad[i]) == -1);
}

static void durations(void)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = { { "15 minutes", 900 },
		      { "15m", 900 },
		      { "90 s", 90 },
		      { "1 hour 30 minutes", 5400 },
		      { "00:15:00", 900 },
		      { "00:15", 900 },
		      { "2d", 172800 },
		      { "0s", 0 },
		      { "1h30m", 5400 },
		      { "15", -1 },
		      { "", -1 },
		      { "m", -1 },
		      { "-5m", -1 },
		      { "5 lightyears", -1 },
		      { "5m x", -1 },
		      { "00:60", -1 },
		      { "1:2:3:4", -1 },
		      { "99999999999999999999 s", -1 },
		      { "200000000000 w", -1 },
		      { "5 m ", 300 } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(fr_value_seconds(cases[i].text) == cases[i].seconds);
		if (fr_value_seconds(cases[i].text) != cases[i].seconds)
			fprintf(stderr, "'%s' is %lld\n", cases[i].text, (long long)fr_value_seconds(cases[i].text));
	}
}

static void booleans_and_numbers(void)
{
	CHECK(set("ai_enabled", "ON") == 0 && fr_config_boolean(config, "ai_enabled"));
	CHECK(set("ai_enabled", "no") == 0 && !fr_config_boolean(config, "ai_enabled"));
	CHECK(set("ai_enabled", "maybe") == -1);
	CHECK(set("ai_timeout_seconds", "45") == 0 && fr_config_integer(config, "ai_timeout_seconds") == 45);
	CHECK(set("ai_timeout_seconds", "-1") == -1);
	CHECK(set("ai_timeout_seconds", "45s") == -1);
	CHECK(set("no_such_key", "1") == -1);
	CHECK(strcmp(fr_config_source(config, "ai_timeout_seconds"), "test") == 0);
}

int main(void)
{
	struct fr_error err = { 0 };

	setenv("FR_CONFIG", "/dev/null", 1);
	if (fr_config_load(&config, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	money();
	durations();
	booleans_and_numbers();
	fr_config_free(config);
	return check_end();
}

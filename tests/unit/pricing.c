/* Prices and costs to the micro-dollar, and what a price list may look like. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "id.h"
#include "pricing.h"
#include "share.h"

#define DAY_US INT64_C(86400000000)

/* 2026-11-23 12:00 UTC */
static const int64_t now_us = INT64_C(1795435200000000);

static struct fr_share shipped;
static char folder[] = "/tmp/fr-unit-pricing-XXXXXX";

static struct fr_price price_of(const struct fr_pricing *pricing, const char *model)
{
	struct fr_price price = { 0 };
	struct fr_error err;

	CHECK(fr_pricing_find(pricing, NULL, model, now_us, &price, &err) == 0);
	return price;
}

/* The usage that JSON reports. */
static struct fr_usage anthropic(const char *json, enum fr_cache_write asked)
{
	struct fr_usage usage = { 0 };
	jv reported = jv_parse(json);

	CHECK(fr_usage_anthropic(&usage, reported, asked));
	jv_free(reported);
	return usage;
}

static struct fr_usage openai(const char *json)
{
	struct fr_usage usage = { 0 };
	jv reported = jv_parse(json);

	CHECK(fr_usage_openai(&usage, reported, FR_CACHE_WRITE_5M));
	jv_free(reported);
	return usage;
}

static bool is(const struct fr_usage *usage, int64_t input, int64_t read, int64_t short_write, int64_t long_write,
	       int64_t output)
{
	return usage->input_tokens == input && usage->cache_read_tokens == read &&
	       usage->cache_write_5m_tokens == short_write && usage->cache_write_1h_tokens == long_write &&
	       usage->output_tokens == output;
}

static void check_anthropic(void)
{
	struct fr_usage usage = anthropic("{\"input_tokens\": 10, \"cache_creation_input_tokens\": 0,"
					  " \"cache_read_input_tokens\": 2048, \"output_tokens\": 40}",
					  FR_CACHE_WRITE_NONE);

	CHECK(is(&usage, 10, 2048, 0, 0, 40));
	usage = anthropic("{\"cache_creation_input_tokens\": 7}", FR_CACHE_WRITE_5M);
	CHECK(is(&usage, 0, 0, 7, 0, 0));
	usage = anthropic("{\"cache_creation_input_tokens\": 7}", FR_CACHE_WRITE_1H);
	CHECK(is(&usage, 0, 0, 0, 7, 0));
	usage = anthropic("{\"cache_creation_input_tokens\": 9, \"cache_creation\": {\"ephemeral_5m_input_tokens\": 3,"
			  " \"ephemeral_1h_input_tokens\": 4}}",
			  FR_CACHE_WRITE_1H);
	CHECK(is(&usage, 0, 0, 3, 6, 0));
	usage = anthropic("{\"input_tokens\": -1, \"cache_read_input_tokens\": \"8\", \"output_tokens\": 1e300}",
			  FR_CACHE_WRITE_NONE);
	CHECK(is(&usage, 0, 0, 0, 0, INT64_C(1000000000000)));
}

/* The events of a stream: what a later one repeats replaces, what it leaves out or has as null stays. */
static void check_stream(void)
{
	struct fr_usage usage = anthropic(
	    "{\"input_tokens\": 100, \"cache_read_input_tokens\": 5, \"output_tokens\": 1}", FR_CACHE_WRITE_NONE);
	jv delta = jv_parse("{\"output_tokens\": 61, \"input_tokens\": null}");
	jv nothing = jv_parse("[{\"input_tokens\": 3}]");

	CHECK(fr_usage_anthropic(&usage, delta, FR_CACHE_WRITE_NONE));
	CHECK(is(&usage, 100, 5, 0, 0, 61));
	CHECK(!fr_usage_anthropic(&usage, nothing, FR_CACHE_WRITE_NONE));
	CHECK(!fr_usage_openai(&usage, nothing, FR_CACHE_WRITE_NONE));
	CHECK(is(&usage, 100, 5, 0, 0, 61));
	jv_free(delta);
	jv_free(nothing);
}

static void check_openai(void)
{
	struct fr_usage usage = openai("{\"prompt_tokens\": 100, \"completion_tokens\": 20, \"total_tokens\": 120,"
				       " \"prompt_tokens_details\": {\"cached_tokens\": 64}}");

	CHECK(is(&usage, 36, 64, 0, 0, 20));
	usage = openai(
	    "{\"input_tokens\": 300, \"input_tokens_details\": {\"cached_tokens\": 256, \"cache_write_tokens\": 4},"
	    " \"output_tokens\": 50, \"output_tokens_details\": {\"reasoning_tokens\": 30}}");
	CHECK(is(&usage, 40, 256, 4, 0, 50));
	usage = openai("{\"prompt_tokens\": 10, \"prompt_tokens_details\": {\"cached_tokens\": 64}}"); /* a lie */
	CHECK(is(&usage, 0, 64, 0, 0, 0));
	CHECK(fr_usage_tokens(&usage) == 64);
}

static void check_cut(void)
{
	struct fr_usage usage = { .input_tokens = 10, .output_tokens = 100 };

	fr_usage_cut(&usage, 5000, 299);
	CHECK(is(&usage, 10, 0, 0, 0, 100));
	fr_usage_cut(&usage, 5000, 301);
	CHECK(is(&usage, 10, 0, 0, 0, 101));
	usage = (struct fr_usage){ .output_tokens = 1 };
	fr_usage_cut(&usage, 5000, 0);
	CHECK(is(&usage, 5000, 0, 0, 0, 1));
	CHECK(fr_tokens_most(1000) == 2024);
	CHECK(fr_tokens_likely(0) == 0 && fr_tokens_likely(1) == 1 && fr_tokens_likely(3) == 1 &&
	      fr_tokens_likely(4) == 2);
}

/* Every cost by hand from the vendors' lists. */
static void check_costs(const struct fr_pricing *pricing)
{
	struct fr_price opus = price_of(pricing, "claude-opus-5-5"), sonnet = price_of(pricing, "claude-sonnet-5-5");
	struct fr_price sol = price_of(pricing, "gpt-6.2-sol"), luna = price_of(pricing, "gpt-6-luna");
	struct fr_usage usage = { .input_tokens = 10, .cache_read_tokens = 2048, .output_tokens = 40 };

	CHECK(fr_price_cost(&opus, &usage) == 1250);  /* 10×4 + 2048×0.20 + 40×20 = 1249.6 */
	CHECK(fr_price_cost(&sonnet, &usage) == 625); /* 20 + 204.8 + 400 */
	usage = (struct fr_usage){ .cache_write_5m_tokens = 1000, .cache_write_1h_tokens = 1000, .output_tokens = 1 };
	CHECK(fr_price_cost(&opus, &usage) == 13020); /* 5000 + 8000 + 20 */
	usage = (struct fr_usage){ .input_tokens = 36, .cache_read_tokens = 64, .output_tokens = 20 };
	CHECK(fr_price_cost(&sol, &usage) == 279); /* 72 + 6.4 + 200 */
	usage = (struct fr_usage){ .input_tokens = 1 };
	CHECK(fr_price_cost(&luna, &usage) == 1); /* 0.1, a part of a micro-dollar */
	usage.input_tokens = 10;
	CHECK(fr_price_cost(&luna, &usage) == 1);
	usage.input_tokens = 11;
	CHECK(fr_price_cost(&luna, &usage) == 2);
	usage = (struct fr_usage){ 0 };
	CHECK(fr_price_cost(&opus, &usage) == 0);
	usage.output_tokens = INT64_MAX;
	CHECK(fr_price_cost(&opus, &usage) == INT64_C(20000000000000)); /* a million million tokens, not an overflow */
}

static void check_tiers(const struct fr_pricing *pricing)
{
	struct fr_price haiku = price_of(pricing, "claude-haiku-5-5"), sol = price_of(pricing, "gpt-6-sol");
	struct fr_usage usage = { .input_tokens = 100000, .output_tokens = 1000 };

	CHECK(fr_price_cost(&haiku, &usage) == 10500); /* 10000 + 500 */
	usage.cache_read_tokens = 1;                   /* 100,001: the whole of it at the higher price */
	CHECK(fr_price_cost(&haiku, &usage) == 52501); /* 50000 + 0.05 + 2500 */
	usage =
	    (struct fr_usage){ .cache_read_tokens = 1, .cache_write_5m_tokens = 50000, .cache_write_1h_tokens = 50000 };
	CHECK(fr_price_cost(&haiku, &usage) == 81251); /* 0.05 + 31250 + 50000 */
	usage = (struct fr_usage){ .input_tokens = 272000, .output_tokens = 100 };
	CHECK(fr_price_cost(&sol, &usage) == 545000);
	usage.input_tokens++;
	CHECK(fr_price_cost(&sol, &usage) == 1089504); /* 272001×4 + 100×15 */
}

static void check_most(const struct fr_pricing *pricing)
{
	struct fr_price haiku = price_of(pricing, "claude-haiku-5-5"), opus = price_of(pricing, "claude-opus-5-5");

	CHECK(fr_price_most(&opus, 1000, 100, FR_CACHE_WRITE_NONE) == 6000);
	CHECK(fr_price_most(&opus, 1000, 100, FR_CACHE_WRITE_5M) == 7000);
	CHECK(fr_price_most(&opus, 1000, 100, FR_CACHE_WRITE_1H) == 10000);
	CHECK(fr_price_most(&haiku, 100000, 0, FR_CACHE_WRITE_NONE) == 10000);
	CHECK(fr_price_most(&haiku, 100001, 0, FR_CACHE_WRITE_NONE) == 50001); /* 50000.5 */
	CHECK(fr_price_most(&haiku, 11, 0, FR_CACHE_WRITE_NONE) == 2);         /* 1.1 */
	CHECK(fr_price_most(&opus, 0, 0, FR_CACHE_WRITE_1H) == 0);
}

/* Whatever a prompt of that size turns out to be, it costs no more than the most. */
static void check_never_over(const struct fr_pricing *pricing)
{
	static const char *const models[] = { "claude-haiku-5-5", "claude-opus-5-5", "gpt-6.2-sol", "gpt-5.6-sol" };
	long over = 0;

	srand(42);
	for (int i = 0; i < 200000; i++) {
		struct fr_price price;
		struct fr_error err;
		int64_t input = rand() % 600000, output = rand() % 4000, left = input;
		struct fr_usage usage = { .output_tokens = rand() % (output + 1) };

		if (fr_pricing_find(pricing, NULL, models[i % 4], now_us, &price, &err) < 0)
			over++;
		usage.cache_read_tokens = rand() % (left + 1);
		left -= usage.cache_read_tokens;
		usage.cache_write_5m_tokens = rand() % (left + 1);
		left -= usage.cache_write_5m_tokens;
		usage.cache_write_1h_tokens = rand() % (left + 1);
		left -= usage.cache_write_1h_tokens;
		usage.input_tokens = rand() % (left + 1);
		over += fr_price_cost(&price, &usage) > fr_price_most(&price, input, output, FR_CACHE_WRITE_1H);
	}
	CHECK(over == 0);
}

static void check_days(const struct fr_pricing *pricing)
{
	struct fr_price price;
	struct fr_error err;

	CHECK(fr_pricing_find(pricing, NULL, "claude-sonnet-5-5", now_us - 47 * DAY_US, &price, &err) == 0);
	CHECK(price.tier[0].cache_read == 100000); /* 2026-10-07 */
	CHECK(fr_pricing_find(pricing, NULL, "claude-sonnet-5-5", now_us - 48 * DAY_US, &price, &err) == 0);
	CHECK(price.tier[0].cache_read == 200000); /* 2026-10-06 */
	CHECK(fr_pricing_find(pricing, NULL, "claude-sonnet-5-5", 0, &price, &err) == 0);
	CHECK(price.tier[0].cache_read == 200000); /* before its first day: the first price there was */
}

static void check_names(const struct fr_pricing *pricing)
{
	struct fr_price price = price_of(pricing, "claude-haiku-4-5-20251001");
	struct fr_error err;

	CHECK(strcmp(price.model, "claude-haiku-4-5") == 0 && strcmp(price.provider, "anthropic") == 0);
	CHECK(strcmp(price_of(pricing, "claude-sonnet-4-5").retires, "2026-11-30") == 0);
	CHECK(fr_pricing_find(pricing, NULL, "claude-opus-5-5-20260922", now_us, &price, &err) < 0);
	CHECK(err.code == FR_EX_CONFIG);
	CHECK(strcmp(err.message, "model 'claude-opus-5-5-20260922' has no price, and nothing is spent without one") ==
	      0);
	CHECK(fr_pricing_find(pricing, NULL, "claude-3-5-sonnet-20241022", now_us, &price, &err) < 0);
	CHECK(strcmp(err.message, "model 'claude-3-5-sonnet-20241022' was retired on 2025-10-28") == 0);
	CHECK(strcmp(err.hint, "'claude-sonnet-5-5' takes its place") == 0);
	CHECK(strcmp(fr_pricing_default(pricing, "anthropic"), "claude-sonnet-5-5") == 0);
	CHECK(fr_pricing_default(pricing, "nobody") == NULL);
}

static void check_batch(const struct fr_pricing *pricing)
{
	struct fr_price price = price_of(pricing, "claude-haiku-5-5");
	struct fr_usage usage = { .input_tokens = 11, .output_tokens = 4 };

	fr_price_batch(&price);
	CHECK(price.tier[0].input == 50000 && price.tier[1].cache_write_1h == 500000);
	CHECK(fr_price_cost(&price, &usage) == 2); /* 0.55 + 1 */
	fr_price_batch(&price);
	CHECK(price.tier[0].input == 50000);
}

/* Read a list with that text in front of the shipped one. */
static int read_own(const char *text, struct fr_pricing **pricing, struct fr_error *err)
{
	char path[sizeof(folder) + 32];
	FILE *file;

	snprintf(path, sizeof(path), "%s/pricing.json", folder);
	file = fopen(path, "w");
	if (file == NULL)
		abort();
	fputs(text, file);
	fclose(file);
	return fr_pricing_open(pricing, &shipped, err);
}

static void check_own(void)
{
	struct fr_pricing *pricing = NULL;
	struct fr_price price;
	struct fr_error err;
	static const char local[] = "http://127.0.0.1:11434";

	CHECK(read_own("{\"model\": \"mine\", \"input\": 1.25, \"output\": 0.000001}\n"
		       "[{\"model\": \"claude-opus-5-5\", \"input\": 3, \"output\": 4}]\n"
		       "{\"model\": \"*\", \"server\": \"http://127.0.0.1:11434\", \"input\": 0, \"output\": 0}\n"
		       "{\"model\": \"mine\", \"server\": \"http://127.0.0.1:11434\", \"input\": 7, \"output\": 0}\n",
		       &pricing, &err) == 0);
	price = price_of(pricing, "mine");
	CHECK(price.tier[0].input == 1250000 && price.tier[0].output == 1 && price.batch == 1000000);
	CHECK(price.tier[0].cache_read == 1250000 && price.tier[0].cache_write_5m == 1562500);
	CHECK(price.tier[0].cache_write_1h == 3125000);
	CHECK(price_of(pricing, "claude-opus-5-5").tier[0].input == 3000000);
	CHECK(price_of(pricing, "claude-opus-5").tier[0].input == 5000000);
	CHECK(fr_pricing_find(pricing, local, "mine", now_us, &price, &err) == 0 && price.tier[0].input == 7000000);
	CHECK(fr_pricing_find(pricing, local, "llama", now_us, &price, &err) == 0 && price.tier[0].input == 0);
	CHECK(strcmp(price.model, "llama") == 0);
	CHECK(fr_price_most(&price, 1000000, 1000000, FR_CACHE_WRITE_1H) == 0);
	CHECK(fr_pricing_find(pricing, local, "claude-opus-5-5", now_us, &price, &err) == 0 && price.tier[0].input > 0);
	CHECK(fr_pricing_find(pricing, "http://127.0.0.1:1", "llama", now_us, &price, &err) < 0);
	CHECK(strstr(err.hint, "{\"model\":\"llama\",\"server\":\"http://127.0.0.1:1\",\"input\":0,\"output\":0}") !=
	      NULL);
	CHECK(fr_pricing_find(pricing, "https://api.example.com", "x\"y", now_us, &price, &err) < 0);
	CHECK(strstr(err.hint, "{\"model\":\"x\\\"y\",\"server\":\"https://api.example.com\",\"input\":USD,") != NULL);
	fr_pricing_free(pricing);
}

/* The order in the file does not matter, and a price begins with its first day. */
static void check_order(void)
{
	struct fr_pricing *pricing = NULL;
	struct fr_error err;

	CHECK(read_own("{\"model\": \"m\", \"from\": \"2026-11-24\", \"input\": 3, \"output\": 0}"
		       "{\"model\": \"m\", \"from\": \"2026-11-23\", \"input\": 2, \"output\": 0}"
		       "{\"model\": \"m\", \"from\": \"2026-11-22\", \"input\": 1, \"output\": 0}",
		       &pricing, &err) == 0);
	CHECK(price_of(pricing, "m").tier[0].input == 2000000);
	fr_pricing_free(pricing);
}

/* The line that a refusal tells to add is one that then works. */
static void check_line_works(void)
{
	struct fr_pricing *pricing = NULL;
	struct fr_price price;
	struct fr_error err;
	char line[256] = "";

	CHECK(read_own("", &pricing, &err) == 0);
	CHECK(fr_pricing_find(pricing, "http://localhost:8080", "x'y", now_us, &price, &err) < 0);
	sscanf(err.hint, "add the line %255s", line);
	fr_pricing_free(pricing);
	CHECK(read_own(line, &pricing, &err) == 0);
	CHECK(fr_pricing_find(pricing, "http://localhost:8080", "x'y", now_us, &price, &err) == 0);
	CHECK(fr_pricing_find(pricing, NULL, "x'y", now_us, &price, &err) < 0); /* free there, and nowhere else */
	fr_pricing_free(pricing);
}

static void refused(const char *text, const char *why)
{
	struct fr_pricing *pricing = NULL;
	struct fr_error err = { 0 };

	CHECK(read_own(text, &pricing, &err) < 0 && err.code == FR_EX_CONFIG && pricing == NULL);
	CHECK(strstr(err.message, why) != NULL);
	if (strstr(err.message, why) == NULL)
		fprintf(stderr, "%s: %s\n", text, err.message);
}

static void check_bad(void)
{
	refused("{\"model\": \"m\", \"input\": USD, \"output\": 1}", "pricing.json");
	refused("{\"model\": \"m\", \"input\": 1}", "entry 1, model m: 'output' is missing");
	refused("[{\"model\": \"a\", \"input\": 1, \"output\": 1}]{\"input\": 1, \"output\": 1}",
		"entry 2: 'model' is missing");
	refused("{\"model\": \"m\", \"input\": -1, \"output\": 1}", "'input' takes a number");
	refused("{\"model\": \"m\", \"input\": nan, \"output\": 1}", "'input' takes a number");
	refused("{\"model\": \"m\", \"input\": \"1\", \"output\": 1}", "'input' takes a number");
	refused("{\"model\": \"m\", \"input\": 1e9, \"output\": 1}", "'input' takes a number");
	refused("{\"model\": \"m\", \"input\": 0.0000001, \"output\": 1}", "more than six decimal places");
	refused("{\"model\": \"m\", \"input\": 1, \"output\": 1, \"cache_raed\": 0}", "unknown member 'cache_raed'");
	refused("{\"model\": \"m\", \"input\": 1, \"output\": 1, \"from\": \"1.1.2026\"}", "'from' takes a day");
	refused("{\"model\": \"*\", \"input\": 0, \"output\": 0}", "model '*' needs a 'server'");
	refused(
	    "{\"model\": \"m\", \"input\": 1, \"output\": 1, \"tiers\": [{\"above\": 5, \"input\": 1, \"output\": 1},"
	    " {\"above\": 5, \"input\": 1, \"output\": 1}]}",
	    "the tiers do not rise");
	refused("{\"model\": \"m\", \"input\": 1, \"output\": 1, \"batch\": 2}", "'batch' takes a number from 0 to 1");
	refused("3", "entry 1: not an object");
	refused("{", "pricing.json");
}

static void check_text(void)
{
	char text[FR_USD_BYTES];

	CHECK(strcmp(fr_usd(text, 0), "0.000000") == 0);
	CHECK(strcmp(fr_usd(text, 1), "0.000001") == 0);
	CHECK(strcmp(fr_usd(text, 12345678), "12.345678") == 0);
	CHECK(strcmp(fr_usd(text, INT64_MAX), "9223372036854.775807") == 0);
	CHECK(strcmp(fr_usd(text, INT64_MIN), "-9223372036854.775808") == 0);
}

int main(void)
{
	struct fr_pricing *pricing = NULL;
	struct fr_error err;
	char path[sizeof(folder) + 32];

	unsetenv("FR_SHARE");
	CHECK(mkdtemp(folder) != NULL);
	setenv("HOME", folder, 1);
	unsetenv("XDG_CONFIG_HOME");
	CHECK(fr_share_init(&shipped, NULL, &err) == 0);
	CHECK(fr_pricing_open(&pricing, &shipped, &err) == 0);
	fr_share_release(&shipped);
	check_anthropic();
	check_stream();
	check_openai();
	check_cut();
	check_costs(pricing);
	check_tiers(pricing);
	check_most(pricing);
	check_never_over(pricing);
	check_days(pricing);
	check_names(pricing);
	check_batch(pricing);
	check_text();
	fr_pricing_free(pricing);
	CHECK(fr_share_init(&shipped, folder, &err) == 0);
	check_own();
	check_order();
	check_line_works();
	check_bad();
	fr_share_release(&shipped);
	snprintf(path, sizeof(path), "%s/pricing.json", folder);
	unlink(path);
	CHECK(rmdir(folder) == 0);
	return check_end();
}

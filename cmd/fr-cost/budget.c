/* budget: what is left of today's. */
#include <stdio.h>

#include "fr-cost.h"
#include "id.h"
#include "json.h"
#include "json_write.h"
#include "ledger.h"
#include "metrics.h"
#include "pricing.h"

#define DAY_US INT64_C(86400000000)

static const char *const names[] = { "limit", "spent", "reserved", "left" };

static void write_json(const struct fr_budget *budget, const int64_t amounts[4], const char *next)
{
	jv json = fr_json_set(jv_object(), "day", jv_string(budget->day));

	for (int i = 0; i < 4; i++) {
		char name[32];

		snprintf(name, sizeof(name), "%s_usd", names[i]);
		json = fr_json_set(json, name, jv_number((double)amounts[i] / 1e6));
	}
	fr_json_write_line(stdout, fr_json_set(json, "next_day_at", jv_string(next)));
}

static void write_as(enum fr_cost_format format, const struct fr_budget *budget, const int64_t amounts[4],
		     const char *next)
{
	char text[FR_USD_BYTES];

	if (format == FR_COST_JSON) {
		write_json(budget, amounts, next);
		return;
	}
	if (format == FR_COST_CSV)
		printf("day,limit_usd,spent_usd,reserved_usd,left_usd\n%s", budget->day);
	else if (format == FR_COST_PROMETHEUS)
		fr_metric_head(stdout, "fr_ai_budget_usd", "gauge", "The budget of today (UTC), in US dollars.");
	else
		printf("day       %14s\n", budget->day);
	for (int i = 0; i < 4; i++) {
		fr_usd(text, amounts[i]);
		if (format == FR_COST_CSV)
			printf(",%s%s", text, i < 3 ? "" : "\n");
		else if (format == FR_COST_PROMETHEUS)
			printf("fr_ai_budget_usd{amount=\"%s\"} %s\n", names[i], text);
		else
			printf("%-8s  %14s\n", names[i], text);
	}
}

enum fr_exit fr_cost_budget(const struct fr_cost_options *options)
{
	struct fr_store *store = fr_cost_reader(options);
	int64_t now = fr_time_now_us(), limit = fr_config_microusd(options->config, "ai_daily_budget_usd");
	struct fr_budget budget = { 0 };
	struct fr_error err;
	char next[FR_TIME_BYTES];
	int64_t used;

	if (fr_ledger_budget(store, now, &budget, &err) < 0)
		fr_die(&err);
	fr_store_free(store);
	used = budget.spent_microusd + budget.reserved_microusd;
	fr_time_format(next, (now / DAY_US + 1) * DAY_US);
	write_as(options->format, &budget,
		 (const int64_t[]){ limit, budget.spent_microusd, budget.reserved_microusd,
				    limit > used ? limit - used : 0 },
		 next);
	return FR_EX_OK;
}

/* A report in the text format of Prometheus, for its node exporter's textfile collector. */
#include "metrics.h"
#include "fr-cost.h"

static const struct fr_metric metrics[] = {
	{ "fr_ai_calls_total", "counter", "Calls of models.", "calls", NULL, false },
	{ "fr_ai_attempts_total", "counter", "HTTP requests to models, retries included.", "attempts", NULL, false },
	{ "fr_ai_tokens_total", "counter", "Tokens, as the providers count them.", "input_tokens", "input", false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_read_tokens", "cache_read", false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_write_5m_tokens", "cache_write_5m", false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_write_1h_tokens", "cache_write_1h", false },
	{ "fr_ai_tokens_total", NULL, NULL, "output_tokens", "output", false },
	{ "fr_ai_spent_usd_total", "counter", "What settled attempts have cost, in US dollars.", "spent_microusd", NULL,
	  true },
	{ "fr_ai_reserved_usd", "gauge", "What unsettled attempts can cost, in US dollars.", "reserved_microusd", NULL,
	  true },
	{ "fr_ai_unsettled_attempts", "gauge", "Attempts in flight, or left by processes that died.", "unsettled", NULL,
	  false },
};

void fr_cost_write_metrics(const struct fr_cost_key keys[FR_COST_KEYS], jv rows)
{
	const char *labels[FR_COST_KEYS + 1];
	int count = 0;

	for (int i = 0; i < FR_COST_KEYS; i++)
		if (keys[i].asked)
			labels[count++] = keys[i].name;
	labels[count] = NULL;
	fr_metrics_write(stdout, metrics, (int)(sizeof(metrics) / sizeof(metrics[0])), labels, rows);
}

/* A report in the text format of Prometheus, for its node exporter's textfile collector. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fr-cost.h"
#include "json.h"
#include "pricing.h"

static const struct metric {
	const char *name, *type, *help;
	const char *column;
	const char *label; /* one more, NULL for none */
	bool money;
} metrics[] = {
	{ "fr_ai_calls_total", "counter", "Calls of models.", "calls", NULL, false },
	{ "fr_ai_attempts_total", "counter", "HTTP requests to models, retries included.", "attempts", NULL, false },
	{ "fr_ai_tokens_total", "counter", "Tokens, as the providers count them.", "input_tokens", "kind=\"input\"",
	  false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_read_tokens", "kind=\"cache_read\"", false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_write_5m_tokens", "kind=\"cache_write_5m\"", false },
	{ "fr_ai_tokens_total", NULL, NULL, "cache_write_1h_tokens", "kind=\"cache_write_1h\"", false },
	{ "fr_ai_tokens_total", NULL, NULL, "output_tokens", "kind=\"output\"", false },
	{ "fr_ai_spent_usd_total", "counter", "What settled attempts have cost, in US dollars.", "spent_microusd", NULL,
	  true },
	{ "fr_ai_reserved_usd", "gauge", "What unsettled attempts can cost, in US dollars.", "reserved_microusd", NULL,
	  true },
	{ "fr_ai_unsettled_attempts", "gauge", "Attempts in flight, or left by processes that died.", "unsettled", NULL,
	  false },
};

static void label_value(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '\n')
			fputs("\\n", stdout);
		else {
			if (*text == '"' || *text == '\\')
				putchar('\\');
			putchar(*text);
		}
}

static void labels(const struct fr_cost_key *keys, jv row, const char *further)
{
	const char *before = "{";

	for (int i = 0; i < FR_COST_KEYS; i++)
		if (keys[i].asked) {
			char *value = fr_json_text(row, keys[i].name);

			printf("%s%s=\"", before, keys[i].name);
			label_value(value != NULL ? value : "");
			putchar('"');
			before = ",";
			free(value);
		}
	if (further != NULL) {
		printf("%s%s", before, further);
		before = ",";
	}
	if (*before == ',')
		putchar('}');
}

void fr_cost_metric(const char *name, const char *type, const char *help)
{
	printf("# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void fr_cost_write_metrics(const struct fr_cost_key keys[FR_COST_KEYS], jv rows)
{
	for (size_t m = 0; m < sizeof(metrics) / sizeof(metrics[0]); m++) {
		const struct metric *metric = &metrics[m];

		if (metric->type != NULL)
			fr_cost_metric(metric->name, metric->type, metric->help);
		jv_array_foreach (rows, i, row) {
			int64_t value = (int64_t)fr_json_number(row, metric->column, 0);
			char text[FR_USD_BYTES];

			fputs(metric->name, stdout);
			labels(keys, row, metric->label);
			if (metric->money)
				printf(" %s\n", fr_usd(text, value));
			else
				printf(" %lld\n", (long long)value);
			jv_free(row);
		}
	}
}

#include <stdlib.h>

#include "fr-log.h"
#include "json.h"
#include "json_write.h"
#include "metrics.h"
#include "rows.h"

static const struct fr_log_column usage_columns[] = {
	{ "function_name", "FUNCTION", FR_LOG_WORDS },       { "calls", "CALLS", FR_LOG_COUNT },
	{ "total_tokens", "TOKENS", FR_LOG_COUNT },          { "total_cost", "COST (USD)", FR_LOG_USD },
	{ "avg_cost_per_call", "A CALL (USD)", FR_LOG_USD }, { NULL, NULL, FR_LOG_WORDS },
};

static const struct fr_log_column error_columns[] = {
	{ "day", "DAY", FR_LOG_WORDS },
	{ "error_count", "ERRORS", FR_LOG_COUNT },
	{ NULL, NULL, FR_LOG_WORDS },
};

/* Consumes rows. */
static void put_table(const struct fr_log_options *options, const char *title, const struct fr_log_column *columns,
		      jv rows)
{
	struct fr_log_rows table = { .options = options, .columns = columns };

	if (jv_array_length(jv_copy(rows)) > 0) {
		printf("\n%s\n", title);
		fr_log_rows_begin(&table);
		jv_array_foreach (rows, i, row)
			fr_log_rows_put(row, &table, NULL);
		fr_log_rows_end(&table);
	}
	jv_free(rows);
}

static void put_text(const struct fr_log_options *options, jv counts)
{
	char *first = fr_json_text(counts, "first_at"), *last = fr_json_text(counts, "last_at");

	printf("diagnoses  %.0f", fr_json_number(counts, "diagnoses", 0));
	if (first != NULL && last != NULL)
		printf(", from %.10s to %.10s", first, last);
	printf("\njudged     %.0f\nerrors     %.0f\nenvelopes  %.0f\nstore      %.1f MB, ",
	       fr_json_number(counts, "with_feedback", 0), fr_json_number(counts, "errors", 0),
	       fr_json_number(counts, "envelopes", 0), fr_json_number(counts, "store_bytes", 0) / 1e6);
	fr_log_put(stdout, options->place);
	putchar('\n');
	put_table(options, "Models, last 30 days", usage_columns, fr_json_get(counts, "usage"));
	put_table(options, "Errors, last 30 days", error_columns, fr_json_get(counts, "error_rate"));
	free(first);
	free(last);
}

/* What each statement gives. */
static const struct {
	const char *statement;
	const char *labels[5];
	struct fr_metric metric;
} metrics[] = {
	{ "metrics_diagnoses",
	  { "database", "auto_generated", "provider", "model" },
	  { "fr_diagnoses_total", "counter", "Diagnoses that were kept, also those that were pruned since.",
	    "diagnoses", NULL, false } },
	{ "metrics_last_diagnosis",
	  { "database" },
	  { "fr_last_diagnosis_timestamp_seconds", "gauge", "When the last diagnosis was made, in seconds since 1970.",
	    "last_at", NULL, false } },
	{ "metrics_errors",
	  { "stage", "code" },
	  { "fr_errors_total", "counter", "Errors that were kept, by the tool without fr- and its exit status.",
	    "errors", NULL, false } },
};

static void put_metrics(struct fr_store *store)
{
	for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
		jv rows = fr_log_all(store, metrics[i].statement, jv_object());

		fr_metrics_write(stdout, &metrics[i].metric, 1, metrics[i].labels, rows);
		jv_free(rows);
	}
}

static jv counts_of(struct fr_store *store)
{
	jv counts = fr_log_first(store, "stats", jv_object());

	counts = fr_json_set(counts, "usage", fr_log_all(store, "stats_usage", jv_object()));
	return fr_json_set(counts, "error_rate", fr_log_all(store, "stats_errors", jv_object()));
}

enum fr_exit fr_log_stats(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);

	(void)operands;
	(void)count;
	if (options->format == FR_LOG_PROMETHEUS) {
		put_metrics(store);
	} else {
		jv counts = counts_of(store);

		if (options->format == FR_LOG_TEXT)
			put_text(options, counts);
		else
			fr_json_write_line(stdout, jv_copy(counts));
		jv_free(counts);
	}
	fr_store_free(store);
	return FR_EX_OK;
}

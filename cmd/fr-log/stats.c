#include <stdlib.h>

#include "fr-log.h"
#include "json.h"
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

enum fr_exit fr_log_stats(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);
	jv counts = fr_log_first(store, "stats", jv_object());

	(void)operands;
	(void)count;
	counts = fr_json_set(counts, "usage", fr_log_all(store, "stats_usage", jv_object()));
	counts = fr_json_set(counts, "error_rate", fr_log_all(store, "stats_errors", jv_object()));
	fr_store_free(store);
	if (options->format == FR_LOG_TEXT) {
		put_text(options, counts);
		jv_free(counts);
	} else {
		fr_log_dump(counts);
	}
	return FR_EX_OK;
}

/* list, search, errors, quality: rows of one statement each. */
#include <string.h>

#include "bytes.h"
#include "fr-log.h"
#include "json.h"
#include "rows.h"

static const struct fr_log_column diagnosis_columns[] = {
	{ "id", "ID", FR_LOG_ID },
	{ "created_at", "CREATED (UTC)", FR_LOG_TIME },
	{ "time_window_start", NULL, FR_LOG_TIME },
	{ "time_window_end", NULL, FR_LOG_TIME },
	{ "database", "DATABASE", FR_LOG_WORDS },
	{ "cluster", NULL, FR_LOG_WORDS },
	{ "source_kind", NULL, FR_LOG_WORDS },
	{ "prompt_name", NULL, FR_LOG_WORDS },
	{ "provider", NULL, FR_LOG_WORDS },
	{ "model", "MODEL", FR_LOG_WORDS },
	{ "tokens_used", NULL, FR_LOG_COUNT },
	{ "cost_usd", NULL, FR_LOG_USD },
	{ "auto_generated", NULL, FR_LOG_YES_NO },
	{ "feedback_helpful", "HELPFUL", FR_LOG_YES_NO },
	{ "causes", "CAUSES OR QUESTION", FR_LOG_ABOUT },
	{ "question", NULL, FR_LOG_WORDS },
	{ NULL, NULL, FR_LOG_WORDS },
};

static const struct fr_log_column search_columns[] = {
	{ "id", "ID", FR_LOG_ID },
	{ "created_at", "CREATED (UTC)", FR_LOG_TIME },
	{ "database", "DATABASE", FR_LOG_WORDS },
	{ "model", NULL, FR_LOG_WORDS },
	{ "causes", NULL, FR_LOG_LIST },
	{ "question", NULL, FR_LOG_WORDS },
	{ "feedback_helpful", "HELPFUL", FR_LOG_YES_NO },
	{ "excerpt", "EXCERPT", FR_LOG_WORDS },
	{ NULL, NULL, FR_LOG_WORDS },
};

static const struct fr_log_column error_columns[] = {
	{ "id", "ID", FR_LOG_ID },          { "occurred_at", "OCCURRED (UTC)", FR_LOG_TIME },
	{ "envelope_id", NULL, FR_LOG_ID }, { "stage", "STAGE", FR_LOG_WORDS },
	{ "code", "CODE", FR_LOG_COUNT },   { "error_message", "ERROR", FR_LOG_WORDS },
	{ "hint", NULL, FR_LOG_WORDS },     { "question", NULL, FR_LOG_WORDS },
	{ NULL, NULL, FR_LOG_WORDS },
};

static const struct fr_log_column quality_columns[] = {
	{ "by", "BY", FR_LOG_WORDS },
	{ "value", "VALUE", FR_LOG_WORDS },
	{ "total_diagnoses", "DIAGNOSES", FR_LOG_COUNT },
	{ "helpful", "HELPFUL", FR_LOG_COUNT },
	{ "not_helpful", "NOT HELPFUL", FR_LOG_COUNT },
	{ "helpful_pct", "HELPFUL %", FR_LOG_PERCENT },
	{ NULL, NULL, FR_LOG_WORDS },
};

/* Consumes parameters. */
static enum fr_exit put_rows(const struct fr_log_options *options, const char *statement, jv parameters,
			     const struct fr_log_column *columns, const char *none)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);
	struct fr_log_rows rows = { .options = options, .columns = columns };

	fr_log_rows_begin(&rows);
	fr_log_query(store, statement, parameters, fr_log_rows_put, &rows);
	fr_store_free(store);
	if (fr_log_rows_end(&rows) == 0 && options->format == FR_LOG_TEXT)
		fr_note("%s '%s'", none, options->place);
	return FR_EX_OK;
}

enum fr_exit fr_log_list(const struct fr_log_options *options, char **operands, int count)
{
	(void)operands;
	(void)count;
	return put_rows(options, "list_diagnoses", fr_log_chosen(options), diagnosis_columns, "nothing kept in");
}

/* The words as phrases in double quotes, which SQLite and PostgreSQL read alike: all of them have to be there. */
static jv phrases(char **words, int count)
{
	struct fr_bytes all = { 0 };
	jv text;

	for (int i = 0; i < count; i++) {
		fr_bytes_text(&all, i > 0 ? " \"" : "\"");
		for (const char *at = words[i]; *at != '\0'; at++)
			fr_bytes_add(&all, *at == '"' ? " " : at, 1);
		fr_bytes_text(&all, "\"");
	}
	text = jv_string_sized(all.data, (int)all.length);
	fr_bytes_release(&all);
	return text;
}

enum fr_exit fr_log_search(const struct fr_log_options *options, char **operands, int count)
{
	return put_rows(options, "search_diagnoses",
			fr_json_set(fr_log_chosen(options), "words", phrases(operands, count)), search_columns,
			"nothing found in");
}

enum fr_exit fr_log_errors(const struct fr_log_options *options, char **operands, int count)
{
	(void)operands;
	(void)count;
	return put_rows(options, "list_errors", fr_log_chosen(options), error_columns, "no error kept in");
}

enum fr_exit fr_log_quality(const struct fr_log_options *options, char **operands, int count)
{
	(void)operands;
	(void)count;
	return put_rows(options, "quality", jv_object(), quality_columns, "no diagnosis of the last 30 days in");
}

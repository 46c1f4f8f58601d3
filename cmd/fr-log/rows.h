/*
 * rows.h: the rows of a statement as a table for a human, lines of JSON, or CSV.
 *
 *	static const struct fr_log_column columns[] = { { "id", "ID", FR_LOG_ID }, …, { NULL } };
 *	struct fr_log_rows rows = { options, columns };
 *
 *	fr_log_rows_begin(&rows);
 *	fr_log_query(store, "list_diagnoses", fr_log_chosen(options), fr_log_rows_put, &rows);
 *	fr_log_rows_end(&rows);
 */
#ifndef FR_LOG_ROWS_H
#define FR_LOG_ROWS_H

#include "fr-log.h"

enum fr_log_kind {
	FR_LOG_WORDS,
	FR_LOG_ID,     /* a table shows its beginning */
	FR_LOG_TIME,   /* a table shows it to the minute */
	FR_LOG_LIST,   /* an array, with commas between */
	FR_LOG_ABOUT,  /* such an array; in a table the row's question, where it has one */
	FR_LOG_YES_NO, /* of a boolean */
	FR_LOG_COUNT,
	FR_LOG_PERCENT,
	FR_LOG_USD,
};

struct fr_log_column {
	const char *key;
	const char *heading; /* in a table; NULL: in CSV only */
	enum fr_log_kind kind;
};

struct fr_log_rows {
	const struct fr_log_options *options;
	const struct fr_log_column *columns; /* in this order; a NULL key ends them */
	jv kept;                             /* the table's rows: how wide it is shows at the end */
};

void fr_log_rows_begin(struct fr_log_rows *rows);

/* One more; state is the struct. Consumes row. */
fr_store_row fr_log_rows_put;

/* How many a table had; 0 in other formats. */
int fr_log_rows_end(struct fr_log_rows *rows);

#endif

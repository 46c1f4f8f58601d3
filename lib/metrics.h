/*
 * metrics.h: metrics in the text format of Prometheus, as the textfile collector of its node exporter reads them.
 *
 * A table says which metrics are made of which columns; each row of a statement is a sample of each of them, told apart
 * by the columns that labels names. The rows of one metric must differ in these.
 *
 *	static const struct fr_metric metrics[] = {
 *		{ .name = "fr_errors_total", .type = "counter", .help = "What went wrong.", .column = "errors" },
 *	};
 *	const char *const labels[] = { "stage", NULL };
 *
 *	fr_metrics_write(stdout, metrics, 1, labels, rows);
 *
 * writes
 *
 *	# HELP fr_errors_total What went wrong.
 *	# TYPE fr_errors_total counter
 *	fr_errors_total{stage="llm"} 3
 */
#ifndef FR_METRICS_H
#define FR_METRICS_H

#include <stdbool.h>
#include <stdio.h>

#include <jv.h>

struct fr_metric {
	const char *name;
	const char *type;   /* counter, gauge; NULL: more samples of the metric before */
	const char *help;   /* in one line, no backslash */
	const char *column; /* a whole number */
	const char *kind;   /* the value of one more label, kind; NULL: none */
	bool micro;         /* the column has millionths of what the metric has */
};

/* What stands before the samples of a metric. */
void fr_metric_head(FILE *out, const char *name, const char *type, const char *help);

/* Metrics with a head, and a sample for each row whose column has a number. labels ends with NULL; a label's column is
 * a text, or it is empty. Borrows rows, an array of objects. */
void fr_metrics_write(FILE *out, const struct fr_metric *metrics, int count, const char *const *labels, jv rows);

#endif

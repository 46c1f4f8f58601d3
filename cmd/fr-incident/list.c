#include "list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "book.h"
#include "command.h"
#include "json.h"
#include "metrics.h"
#include "text.h"

static const struct fr_metric metrics[] = {
	{ "fr_incident_open", "gauge", "Incidents that go on; one with several causes is there once for each.",
	  "incidents", NULL, false },
	{ "fr_incident_seconds", "gauge", "For how long they have been going on.", "seconds", NULL, false },
};

static void put_text(const char *text)
{
	fr_text_write(stdout, text, strlen(text), FR_MASK_ALL);
}

static void put_line(jv row)
{
	static const char *const columns[] = { "server", "database", "severity", "state", "started_at" };
	jv causes = jv_dump_string(fr_json_get(row, "causes"), 0);

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		char *text = fr_json_text(row, columns[i]);

		if (text != NULL && *text != '\0') {
			put_text(text);
			fputs("  ", stdout);
		}
		free(text);
	}
	printf("%.0f min  ", fr_json_number(row, "minutes", 0));
	put_text(jv_string_value(causes));
	putchar('\n');
	jv_free(causes);
}

static int put(jv row, void *state, struct fr_error *err)
{
	const enum list_format *format = state;
	jv causes = fr_json_document(row, "causes");

	(void)err;
	row = fr_json_set(jv_object_delete(row, jv_string("findings")), "causes", causes);
	if (*format == LIST_JSON) {
		fr_put(row); /* fr_finish says when that failed */
	} else {
		put_line(row);
		jv_free(row);
	}
	return 0;
}

int list_write(struct fr_store *store, enum list_format format, struct fr_error *err)
{
	static const char *const labels[] = { "server", "database", "cause", "severity", NULL };
	int status;
	jv rows;

	if (format != LIST_PROMETHEUS)
		return book_list(store, put, &format, err);
	rows = jv_array();
	status = book_open(store, fr_store_collect, &rows, err);
	if (status == 0)
		fr_metrics_write(stdout, metrics, (int)(sizeof(metrics) / sizeof(metrics[0])), labels, rows);
	jv_free(rows);
	return status;
}

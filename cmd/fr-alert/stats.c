#include "stats.h"

#include <stdio.h>

#include "command.h"
#include "json.h"
#include "metrics.h"
#include "outbox.h"

static const struct fr_metric metrics[] = {
	{ "fr_alerts", "gauge", "Alerts, by channel and what became of them.", "alerts", NULL, false },
	{ "fr_alerts_oldest_seconds", "gauge", "How long the oldest has been waiting.", "oldest_seconds", NULL, false },
};

int stats_write(struct fr_store *store, bool prometheus, struct fr_error *err)
{
	static const char *const labels[] = { "channel", "state", NULL };
	jv rows = jv_array();
	int status = outbox_stats(store, fr_store_collect, &rows, err);

	if (status == 0 && prometheus)
		fr_metrics_write(stdout, metrics, (int)(sizeof(metrics) / sizeof(metrics[0])), labels, rows);
	jv_array_foreach (rows, i, row) {
		if (status == 0 && !prometheus)
			fr_put(row);
		else
			jv_free(row);
	}
	jv_free(rows);
	return status;
}

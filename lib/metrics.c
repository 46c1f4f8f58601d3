#include "metrics.h"

#include <inttypes.h>

#include "json.h"

#define MILLION INT64_C(1000000)

/* Any UTF-8 may stand in it but these; NUL, which ends lines for some readers, becomes U+FFFD. */
static void label(FILE *out, const char *before, const char *name, jv value)
{
	bool known = jv_get_kind(value) == JV_KIND_STRING;
	const char *text = known ? jv_string_value(value) : "";
	int length = known ? jv_string_length_bytes(jv_copy(value)) : 0;

	fprintf(out, "%s%s=\"", before, name);
	for (int i = 0; i < length; i++)
		switch (text[i]) {
		case '\n':
			fputs("\\n", out);
			break;
		case '\0':
			fputs("\xef\xbf\xbd", out);
			break;
		case '"':
		case '\\':
			putc('\\', out);
			putc(text[i], out);
			break;
		default:
			putc(text[i], out);
		}
	putc('"', out);
	jv_free(value);
}

static void sample(FILE *out, const struct fr_metric *metric, const char *const *labels, jv row, int64_t value)
{
	const char *before = "{";

	fputs(metric->name, out);
	for (; *labels != NULL; labels++, before = ",")
		label(out, before, *labels, fr_json_get(row, *labels));
	if (metric->kind != NULL) {
		label(out, before, "kind", jv_string(metric->kind));
		before = ",";
	}
	fputs(*before == ',' ? "} " : " ", out);
	if (metric->micro)
		fprintf(out, "%" PRId64 ".%06" PRId64 "\n", value / MILLION, value % MILLION);
	else
		fprintf(out, "%" PRId64 "\n", value);
}

void fr_metric_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

void fr_metrics_write(FILE *out, const struct fr_metric *metrics, int count, const char *const *labels, jv rows)
{
	for (const struct fr_metric *metric = metrics; metric < metrics + count; metric++) {
		if (metric->type != NULL)
			fr_metric_head(out, metric->name, metric->type, metric->help);
		jv_array_foreach (rows, i, row) {
			double value = fr_json_number(row, metric->column, -1);

			if (value >= 0)
				sample(out, metric, labels, row, (int64_t)value);
			jv_free(row);
		}
	}
}

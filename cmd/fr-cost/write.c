/* A report as a table, JSON, CSV, and for Prometheus. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fr-cost.h"
#include "json.h"
#include "json_write.h"
#include "pricing.h"
#include "text.h"

/* The columns behind the keys; money is in micro-dollars there, and in dollars here. */
static const struct column {
	const char *name; /* of the statement's column; "_microusd" becomes "_usd" */
	const char *head; /* in the table; NULL: not shown there */
	bool money;
} columns[] = {
	{ "calls", "CALLS", false },
	{ "attempts", "ATTEMPTS", false },
	{ "unsettled", "UNSETTLED", false },
	{ "estimates", NULL, false },
	{ "input_tokens", "INPUT", false },
	{ "cache_read_tokens", "CACHED", false },
	{ "cache_write_5m_tokens", NULL, false },
	{ "cache_write_1h_tokens", NULL, false },
	{ "output_tokens", "OUTPUT", false },
	{ "spent_microusd", "SPENT USD", true },
	{ "reserved_microusd", "RESERVED USD", true },
};

#define COLUMNS ((int)(sizeof(columns) / sizeof(columns[0])))

static const char *name_of(const struct column *column, char text[64])
{
	snprintf(text, 64, "%.*s%s", (int)(strlen(column->name) - (column->money ? strlen("microusd") : 0)),
		 column->name, column->money ? "usd" : "");
	return text;
}

static int64_t value_of(jv row, const struct column *column)
{
	return (int64_t)fr_json_number(row, column->name, 0);
}

static const char *shown(const struct column *column, int64_t value, char text[FR_USD_BYTES])
{
	if (column->money)
		return fr_usd(text, value);
	snprintf(text, FR_USD_BYTES, "%lld", (long long)value);
	return text;
}

/* Masked for a terminal; the caller frees it. "-" is not known. */
static char *cell(jv row, const char *key)
{
	char *text = fr_json_text(row, key), *masked = NULL;
	size_t bytes;
	FILE *memory = open_memstream(&masked, &bytes);

	if (memory == NULL)
		abort();
	fr_text_write(memory, text != NULL && *text != '\0' ? text : "-",
		      text != NULL && *text != '\0' ? strlen(text) : 1, FR_MASK_ALL);
	fclose(memory);
	free(text);
	return masked;
}

static int width_of(const char *text)
{
	size_t length = strlen(text), bytes;
	unsigned codepoint;
	int width = 0;

	for (const char *at = text; length > 0; at += bytes, length -= bytes, width++)
		bytes = fr_text_utf8(at, length, &codepoint);
	return width;
}

static void left_aligned(const char *text, int width)
{
	printf("%s%*s", text, width - width_of(text) + 2, "");
}

/* How wide the column of a key has to be. */
static int widest(jv rows, const struct fr_cost_key *key)
{
	int width = (int)strlen(key->option);

	jv_array_foreach (rows, i, row) {
		char *text = cell(row, key->name);

		if (width < width_of(text))
			width = width_of(text);
		free(text);
		jv_free(row);
	}
	return width;
}

static void table_line(const struct fr_cost_key *keys, const int *widths, jv row, int64_t *sums)
{
	char text[FR_USD_BYTES];
	bool first = true;

	for (int i = 0; i < FR_COST_KEYS; i++) {
		if (!keys[i].asked)
			continue;
		if (sums != NULL || first) {
			char *word = sums != NULL ? cell(row, keys[i].name) : strdup("all");

			left_aligned(word, widths[i]);
			free(word);
		} else {
			left_aligned("", widths[i]);
		}
		first = false;
	}
	for (int i = 0; i < COLUMNS; i++) {
		if (columns[i].head != NULL)
			printf("%*s%s", columns[i].money ? 14 : 11,
			       shown(&columns[i], value_of(row, &columns[i]), text), i + 1 < COLUMNS ? "" : "\n");
		if (sums != NULL)
			sums[i] += value_of(row, &columns[i]);
	}
}

static void write_table(const struct fr_cost_key *keys, jv rows)
{
	int64_t sums[COLUMNS] = { 0 };
	int widths[FR_COST_KEYS] = { 0 };
	jv total = jv_object();

	for (int i = 0; i < FR_COST_KEYS; i++) {
		char head[32];

		if (!keys[i].asked)
			continue;
		widths[i] = widest(rows, &keys[i]);
		for (size_t at = 0; at <= strlen(keys[i].option); at++)
			head[at] = keys[i].option[at] >= 'a' ? (char)(keys[i].option[at] - 'a' + 'A') :
							       keys[i].option[at];
		left_aligned(head, widths[i]);
	}
	for (int i = 0; i < COLUMNS; i++)
		if (columns[i].head != NULL)
			printf("%*s%s", columns[i].money ? 14 : 11, columns[i].head, i + 1 < COLUMNS ? "" : "\n");
	jv_array_foreach (rows, i, row) {
		table_line(keys, widths, row, sums);
		jv_free(row);
	}
	for (int i = 0; i < COLUMNS; i++)
		total = fr_json_set(total, columns[i].name, jv_number((double)sums[i]));
	table_line(keys, widths, total, NULL);
	jv_free(total);
}

static void write_json(const struct fr_cost_key *keys, jv row)
{
	jv shape = jv_object();
	char name[64];

	for (int i = 0; i < FR_COST_KEYS; i++)
		if (keys[i].asked) {
			jv value = fr_json_get(row, keys[i].name);
			bool known = jv_get_kind(value) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(value)) > 0;

			shape = fr_json_set(shape, keys[i].name, known ? jv_copy(value) : jv_null());
			jv_free(value);
		}
	for (int i = 0; i < COLUMNS; i++)
		shape = fr_json_set(shape, name_of(&columns[i], name),
				    jv_number((double)value_of(row, &columns[i]) / (columns[i].money ? 1e6 : 1)));
	fr_json_write_line(stdout, shape);
}

/* RFC 4180, with the line ends of this system. */
static void csv_field(const char *text)
{
	if (text[strcspn(text, "\",\r\n")] == '\0') {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
}

static void csv_head(const struct fr_cost_key *keys)
{
	char name[64];

	for (int i = 0; i < FR_COST_KEYS; i++)
		if (keys[i].asked)
			printf("%s,", keys[i].name);
	for (int i = 0; i < COLUMNS; i++)
		printf("%s%s", name_of(&columns[i], name), i + 1 < COLUMNS ? "," : "\n");
}

static void write_csv(const struct fr_cost_key *keys, jv row)
{
	char text[FR_USD_BYTES];

	for (int i = 0; i < FR_COST_KEYS; i++)
		if (keys[i].asked) {
			char *value = fr_json_text(row, keys[i].name);

			csv_field(value != NULL ? value : "");
			putchar(',');
			free(value);
		}
	for (int i = 0; i < COLUMNS; i++)
		printf("%s%s", shown(&columns[i], value_of(row, &columns[i]), text), i + 1 < COLUMNS ? "," : "\n");
}

void fr_cost_write(enum fr_cost_format format, const struct fr_cost_key keys[FR_COST_KEYS], jv rows)
{
	if (format == FR_COST_TABLE)
		write_table(keys, rows);
	else if (format == FR_COST_PROMETHEUS)
		fr_cost_write_metrics(keys, rows);
	else {
		if (format == FR_COST_CSV)
			csv_head(keys);
		jv_array_foreach (rows, i, row) {
			(format == FR_COST_CSV ? write_csv : write_json)(keys, row);
			jv_free(row);
		}
	}
	jv_free(rows);
}

#include <stdlib.h>
#include <string.h>

#include "fr-log.h"
#include "json.h"
#include "text.h"

/* A cell of a table: masked, and filled up to width. */
static void cell(const char *text, int width)
{
	char *masked = NULL;
	size_t bytes = 0;
	FILE *memory = open_memstream(&masked, &bytes);
	unsigned codepoint;

	if (memory == NULL)
		abort();
	fr_text_write(memory, text, strlen(text), FR_MASK_ALL);
	fclose(memory);
	fputs(masked, stdout);
	for (size_t at = 0; at < bytes; width--)
		at += fr_text_utf8(masked + at, bytes - at, &codepoint);
	printf("%*s", width > 0 ? width + 2 : 2, "");
	free(masked);
}

static void cell_of(jv row, const char *key, int width, int most)
{
	char *text = fr_json_text(row, key);

	if (text != NULL && most > 0 && strlen(text) > (size_t)most)
		text[most] = '\0';
	cell(text != NULL ? text : "-", width);
	free(text);
}

/* 2026-11-23T10:00:00.000000Z as 2026-11-23 10:00. */
static void cell_time(jv row, const char *key)
{
	char *text = fr_json_text(row, key);

	if (text != NULL && strlen(text) > 16) {
		text[10] = ' ';
		text[16] = '\0';
	}
	cell(text != NULL ? text : "-", 16);
	free(text);
}

static void end_with(const char *text)
{
	fr_text_write(stdout, text, strlen(text), FR_MASK_ALL);
	putchar('\n');
}

static void print_diagnosis_line(jv row)
{
	jv causes = fr_json_get(row, "causes");
	jv joined = jv_string_empty(0);

	if (jv_get_kind(causes) == JV_KIND_ARRAY)
		jv_array_foreach (causes, i, cause) {
			if (i > 0)
				joined = jv_string_append_str(joined, ", ");
			if (jv_get_kind(cause) == JV_KIND_STRING)
				joined = jv_string_concat(joined, cause);
			else
				jv_free(cause);
		}
	cell_of(row, "id", 18, 18);
	cell_time(row, "created_at");
	cell_of(row, "database", 12, 0);
	cell_of(row, "model", 16, 0);
	end_with(jv_string_value(joined));
	jv_free(joined);
	jv_free(causes);
}

static void print_error_line(jv row)
{
	char *message = fr_json_text(row, "error_message");

	cell_of(row, "id", 18, 18);
	cell_time(row, "occurred_at");
	cell_of(row, "stage", 8, 0);
	end_with(message != NULL ? message : "-");
	free(message);
}

struct listing {
	const struct fr_log_options *options;
	const struct fr_pseudonyms *names; /* NULL: pseudonyms stay */
	bool errors;
	bool headed;
};

static void print_head(struct listing *listing)
{
	const char *bold = listing->options->look.color ? "\033[1m" : "";
	const char *plain = listing->options->look.color ? "\033[0m" : "";

	if (!listing->headed && listing->errors)
		printf("%s%-18s  %-16s  %-8s  %s%s\n", bold, "ID", "OCCURRED (UTC)", "STAGE", "ERROR", plain);
	else if (!listing->headed)
		printf("%s%-18s  %-16s  %-12s  %-16s  %s%s\n", bold, "ID", "CREATED (UTC)", "DATABASE", "MODEL",
		       "CAUSES", plain);
	listing->headed = true;
}

static int list_row(jv row, void *state, struct fr_error *err)
{
	struct listing *listing = state;
	jv shown;

	(void)err;
	if (!listing->options->text) {
		fr_log_dump(row);
		return 0;
	}
	print_head(listing);
	shown = fr_log_revealed(listing->names, row);
	if (listing->errors)
		print_error_line(shown);
	else
		print_diagnosis_line(shown);
	jv_free(shown);
	jv_free(row);
	return 0;
}

enum fr_exit fr_log_list(const struct fr_log_options *options, bool errors)
{
	struct fr_store *store = fr_log_reader(options);
	struct fr_pseudonyms table;
	struct fr_pseudonyms *names = fr_log_names(options, &table);
	struct listing listing = { .options = options, .names = names, .errors = errors };

	fr_log_query(store, errors ? "list_errors" : "list_diagnoses",
		     fr_json_set(jv_object(), "limit", jv_number(options->limit > 0 ? (double)options->limit : -1)),
		     list_row, &listing);
	fr_store_free(store);
	if (names != NULL)
		fr_pseudonyms_close(names);
	if (options->text && !listing.headed)
		fr_note("nothing kept in '%s'", options->place);
	return FR_EX_OK;
}

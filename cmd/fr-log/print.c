#include <stdlib.h>
#include <string.h>

#include "fr-log.h"
#include "json.h"
#include "reveal.h"
#include "text.h"

struct fr_pseudonyms *fr_log_names(const struct fr_log_options *options, struct fr_pseudonyms *table)
{
	struct fr_error err;

	if (options->format != FR_LOG_TEXT || !options->reveal)
		return NULL;
	if (fr_pseudonyms_open(table, false, &err) == 0)
		return table;
	fr_report(&err); /* the text is worth reading without */
	return NULL;
}

jv fr_log_revealed(const struct fr_pseudonyms *names, jv row)
{
	return names != NULL ? fr_reveal_value(names, jv_copy(row)) : jv_copy(row);
}

void fr_log_put(FILE *out, const char *text)
{
	fr_text_write(out, text, strlen(text), FR_MASK_ALL);
}

/* 2026-11-23T10:00:00.000000Z as 2026-11-23 10:00:00. */
static void put_time(FILE *out, const char *time)
{
	char shown[20];

	snprintf(shown, sizeof(shown), "%s", time);
	if (strlen(shown) > 10 && shown[10] == 'T')
		shown[10] = ' ';
	shown[strcspn(shown, "Z")] = '\0';
	fr_log_put(out, shown);
}

static void print_title(FILE *out, const struct fr_markdown_look *look, jv row)
{
	char *database = fr_json_text(row, "database"), *prompt = fr_json_text(row, "prompt_name");
	char *start = fr_json_text(row, "time_window_start"), *end = fr_json_text(row, "time_window_end");

	fputs(look->color ? "\033[1m" : "", out);
	fr_log_put(out, prompt != NULL && strcmp(prompt, "diagnose") != 0 ? prompt : "Diagnosis");
	if (database != NULL) {
		fputs(" of ", out);
		fr_log_put(out, database);
	}
	if (start != NULL && end != NULL) {
		fputs(", ", out);
		put_time(out, start);
		fputs(" to ", out);
		put_time(out, end);
		fputs(" UTC", out);
	}
	fprintf(out, "%s\n\n", look->color ? "\033[0m" : "");
	free(database);
	free(prompt);
	free(start);
	free(end);
}

static void print_text(FILE *out, const struct fr_markdown_look *look, jv row, const char *path)
{
	jv text = fr_json_get(row, path);

	if (jv_get_kind(text) == JV_KIND_STRING)
		fr_markdown_write(out, look, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
	jv_free(text);
}

/* A document that has a title needs none: a report for customers does not name the database. */
void fr_log_print_diagnosis(FILE *out, const struct fr_markdown_look *look, jv row)
{
	char *text = fr_json_text(row, "diagnosis");

	if (text == NULL || strncmp(text, "# ", 2) != 0)
		print_title(out, look, row);
	print_text(out, look, row, "diagnosis");
	free(text);
}

/* The recorder's own reports of that window: they need no model. */
static void advise_functions(FILE *out, jv context)
{
	static const char *const functions[] = { "anomaly_report", "summary_report" };
	char *source = fr_json_text(context, "source");
	char *start = fr_json_text(context, "start"), *end = fr_json_text(context, "end");

	if (source != NULL && strcmp(source, "flight_recorder") == 0 && start != NULL && end != NULL) {
		fputs("\nUse manual diagnostic functions:\n", out);
		for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
			fprintf(out, "- SELECT * FROM flight_recorder.%s('%s', '%s');\n", functions[i], start, end);
	}
	free(source);
	free(start);
	free(end);
}

void fr_log_print_error(FILE *out, const struct fr_markdown_look *look, jv row)
{
	char *message = fr_json_text(row, "error_message"), *hint = fr_json_text(row, "hint");
	char *stage = fr_json_text(row, "stage");
	jv context = fr_json_document(row, "context");
	jv response = fr_json_document(row, "response");

	fputs("AI diagnosis unavailable (error: ", out);
	fr_log_put(out, message != NULL ? message : "unknown");
	fputs(").\n", out);
	if (hint != NULL) {
		fputs("hint: ", out);
		fr_log_put(out, hint);
		putc('\n', out);
	}
	if (stage != NULL && strcmp(stage, "llm") == 0)
		fputs("\nThe built-in rules need no model: run it again with fr-llm --provider offline.\n", out);
	advise_functions(out, context);
	if (fr_json_true(response, "text")) {
		fputs("\nWhat there was of an answer:\n\n", out);
		print_text(out, look, response, "text");
	}
	jv_free(context);
	jv_free(response);
	free(message);
	free(hint);
	free(stage);
}

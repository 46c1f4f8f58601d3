#include <stdlib.h>
#include <string.h>

#include "fr-log.h"
#include "json.h"
#include "json_write.h"
#include "styled.h"
#include "text.h"

#define QUESTION_COLUMNS 1000

/* What a human has said of it. */
static void print_feedback(jv shown)
{
	char *notes = fr_json_text(shown, "feedback_notes");
	jv helpful = fr_json_get(shown, "feedback_helpful");

	if (jv_get_kind(helpful) == JV_KIND_TRUE || jv_get_kind(helpful) == JV_KIND_FALSE) {
		printf("\nmarked %s", jv_get_kind(helpful) == JV_KIND_TRUE ? "helpful" : "unhelpful");
		if (notes != NULL && notes[0] != '\0') {
			fputs(": ", stdout);
			fr_log_put(stdout, notes);
		}
		putchar('\n');
	}
	jv_free(helpful);
	free(notes);
}

/* On one line, as far as it is no more than what somebody would type. */
static void print_question(jv row)
{
	char *question = fr_json_text(row, "question");

	if (question != NULL) {
		size_t length = strlen(question), shown = fr_styled_fit(question, length, QUESTION_COLUMNS);

		for (char *at = question; (at = strpbrk(at, "\r\n\t")) != NULL;)
			*at = ' ';
		fputs("asked: ", stdout);
		fr_text_write(stdout, question, shown, FR_MASK_ALL);
		fputs(shown < length ? "…\n\n" : "\n\n", stdout);
	}
	free(question);
}

static void print_row(const struct fr_log_options *options, jv row, bool error)
{
	char *id = fr_json_text(row, "id");
	struct fr_pseudonyms table;
	struct fr_pseudonyms *names = fr_log_names(options, &table);
	jv shown = fr_log_revealed(names, row);

	print_question(shown);
	if (error)
		fr_log_print_error(stdout, &options->look, shown);
	else
		fr_log_print_diagnosis(stdout, &options->look, shown);
	print_feedback(shown);
	fr_log_print_footer(stdout, &options->look, shown, id != NULL ? id : "", "store", options->place);
	jv_free(shown);
	if (names != NULL)
		fr_pseudonyms_close(names);
	free(id);
}

enum fr_exit fr_log_show(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);
	jv match = fr_log_find(options, store, operands[0]);
	char *id = fr_json_text(match, "id"), *kind = fr_json_text(match, "kind");
	bool error = kind != NULL && strcmp(kind, "error") == 0;

	(void)count;
	if (id != NULL) {
		jv row = fr_log_first(store, error ? "show_error" : "show_diagnosis", fr_log_id(id));

		if (options->format == FR_LOG_TEXT) {
			print_row(options, row, error);
			jv_free(row);
		} else {
			fr_json_write_line(stdout, row);
		}
	}
	free(id);
	free(kind);
	jv_free(match);
	fr_store_free(store);
	return id != NULL ? FR_EX_OK : FR_EX_DATAERR;
}

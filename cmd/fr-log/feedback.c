#include <stdlib.h>
#include <string.h>

#include "bytes.h"
#include "fr-log.h"
#include "json.h"
#include "reveal.h"

/* Every occurrence of name in note that is a word of its own. Consumes note. */
static jv replaced(jv note, const char *name, const char *pseudonym)
{
	struct fr_bytes out = { 0 };
	const char *text = jv_string_value(note), *at = text;
	size_t length = strlen(name);

	for (const char *hit; length > 0 && (hit = strstr(at, name)) != NULL;) {
		bool word = (hit == text || !fr_is_word(hit[-1])) && !fr_is_word(hit[length]);

		fr_bytes_add(&out, at, (size_t)(hit - at));
		fr_bytes_text(&out, word ? pseudonym : name);
		at = hit + length;
	}
	fr_bytes_text(&out, at);
	jv_free(note);
	note = out.length > 0 ? jv_string_sized(out.data, (int)out.length) : jv_string("");
	fr_bytes_release(&out);
	return note;
}

/*
 * The human saw names where the diagnosis has pseudonyms, and may have written them: the store, and the prompts that
 * notes come back in, have pseudonyms.
 */
static jv with_pseudonyms(const char *note, const char *diagnosis)
{
	jv text = jv_string(note);
	struct fr_pseudonyms table;
	struct fr_error err;

	if (fr_pseudonyms_open(&table, false, &err) < 0) {
		fr_report(&err);
		return text;
	}
	for (const char *at = diagnosis; *at != '\0';) {
		size_t length = fr_pseudonym_length(at, strlen(at));
		jv name = length > 0 ? fr_pseudonyms_name(&table, at, length) : jv_invalid();

		if (jv_get_kind(name) == JV_KIND_STRING) {
			char *pseudonym = strndup(at, length);

			text = replaced(text, jv_string_value(name), pseudonym);
			free(pseudonym);
		}
		jv_free(name);
		at += length > 0 ? length : 1;
	}
	fr_pseudonyms_close(&table);
	return text;
}

static jv parameters_of(const struct fr_log_options *options, struct fr_store *store, const char *id)
{
	jv row = fr_log_first(store, "show_diagnosis", fr_log_id(id));
	char *diagnosis = fr_json_text(row, "diagnosis");
	jv parameters = fr_json_set(fr_log_id(id), "helpful", jv_bool(options->verdict == FR_LOG_HELPFUL));

	parameters = fr_json_set(
	    parameters, "notes",
	    options->note != NULL ? with_pseudonyms(options->note, diagnosis != NULL ? diagnosis : "") : jv_null());
	free(diagnosis);
	jv_free(row);
	return parameters;
}

enum fr_exit fr_log_feedback(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store;
	struct fr_error err = { 0 };
	char *id, *kind;
	jv match;

	(void)count;
	if (options->verdict == FR_LOG_NO_VERDICT)
		fr_usage("feedback takes --helpful or --unhelpful");
	store = fr_log_open(options, FR_STORE_WRITE);
	match = fr_log_find(options, store, operands[0]);
	id = fr_json_text(match, "id");
	kind = fr_json_text(match, "kind");
	if (id == NULL) {
		err.code = FR_EX_DATAERR;
	} else if (strcmp(kind, "diagnosis") != 0) {
		fr_error_set(&err, FR_EX_DATAERR, "'%s' is an error, and no diagnosis to judge", id);
		fr_report(&err);
	} else {
		jv_free(fr_log_first(store, "feedback", parameters_of(options, store, id)));
		fr_verbose(options->args, "'%s' marked %s", id,
			   options->verdict == FR_LOG_HELPFUL ? "helpful" : "unhelpful");
	}
	free(id);
	free(kind);
	jv_free(match);
	fr_store_free(store);
	return err.code;
}

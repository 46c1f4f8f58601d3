/* replay, export, import: what is kept, out again and in again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "entry.h"
#include "fr-log.h"
#include "json.h"
#include "json_write.h"
#include "pack.h"
#include "rows.h"

/* What the stages behind the prompt have added: it is theirs to add anew. */
static const char *const answered[] = { "response", "log", "verification", "error", "cost", "remediation", "alert" };

enum fr_exit fr_log_replay(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);
	jv match = fr_log_find(options, store, operands[0]);
	char *id = fr_json_text(match, "id");
	struct fr_error err = { .code = FR_EX_DATAERR };
	jv envelope = jv_invalid();

	(void)count;
	if (id != NULL) {
		jv row = fr_log_first(store, "envelope", fr_log_id(id));

		envelope = fr_unpack(fr_json_get(row, "envelope"));
		jv_free(row);
	}
	if (jv_get_kind(envelope) == JV_KIND_OBJECT) {
		for (size_t i = 0; i < sizeof(answered) / sizeof(answered[0]); i++)
			envelope = jv_object_delete(envelope, jv_string(answered[i]));
		fr_json_write_line(stdout, envelope);
		err.code = FR_EX_OK;
	} else if (id != NULL) {
		jv_free(envelope);
		fr_error_set(&err, FR_EX_DATAERR, "the envelope of '%s' is not kept", id);
		fr_error_hint(&err, "'envelope_retention' says how long envelopes are kept");
		fr_report(&err);
	}
	free(id);
	jv_free(match);
	fr_store_free(store);
	return err.code;
}

static const struct fr_log_column export_columns[] = {
	{ "id", NULL, FR_LOG_WORDS },
	{ "envelope_id", NULL, FR_LOG_WORDS },
	{ "created_at", NULL, FR_LOG_WORDS },
	{ "time_window_start", NULL, FR_LOG_WORDS },
	{ "time_window_end", NULL, FR_LOG_WORDS },
	{ "database", NULL, FR_LOG_WORDS },
	{ "cluster", NULL, FR_LOG_WORDS },
	{ "source_kind", NULL, FR_LOG_WORDS },
	{ "prompt_name", NULL, FR_LOG_WORDS },
	{ "provider", NULL, FR_LOG_WORDS },
	{ "model", NULL, FR_LOG_WORDS },
	{ "stop_reason", NULL, FR_LOG_WORDS },
	{ "tokens_used", NULL, FR_LOG_COUNT },
	{ "cost_microusd", NULL, FR_LOG_COUNT },
	{ "context_size_bytes", NULL, FR_LOG_COUNT },
	{ "auto_generated", NULL, FR_LOG_YES_NO },
	{ "feedback_helpful", NULL, FR_LOG_YES_NO },
	{ "feedback_notes", NULL, FR_LOG_WORDS },
	{ "causes", NULL, FR_LOG_LIST },
	{ "diagnosis", NULL, FR_LOG_WORDS },
	{ NULL, NULL, FR_LOG_WORDS },
};

/* A line that fr_entry_of_export reads. It begins as envelopes do, so that what reads those reads it. */
static int put_line(jv row, void *state, struct fr_error *err)
{
	jv envelope = fr_unpack(fr_json_get(row, "envelope"));
	jv line = fr_json_set(jv_object(), "fr", jv_number(1));

	(void)err;
	line = fr_json_set(line, "kind", jv_string(state));
	row = fr_json_set(row, "envelope", jv_is_valid(envelope) ? envelope : jv_null());
	fr_json_write_line(stdout, jv_object_merge(line, row));
	return 0;
}

enum fr_exit fr_log_export(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store = fr_log_open(options, FR_STORE_READ);

	(void)operands;
	(void)count;
	if (options->format == FR_LOG_CSV) {
		struct fr_log_rows rows = { .options = options, .columns = export_columns };

		fr_log_rows_begin(&rows);
		fr_log_query(store, "export_diagnoses", fr_log_chosen(options), fr_log_rows_put, &rows);
		fr_log_rows_end(&rows);
	} else {
		fr_log_query(store, "export_diagnoses", fr_log_chosen(options), put_line, "diagnosis");
		fr_log_query(store, "export_errors", fr_log_chosen(options), put_line, "error");
	}
	fr_store_free(store);
	return FR_EX_OK;
}

struct import {
	struct fr_store *store;
	unsigned long added, before;
};

/* A human's word on a diagnosis that is there already is news as long as nobody has said anything here. */
static int adopt_feedback(struct import *import, const char *id, jv entry, struct fr_error *err)
{
	jv parameters = fr_log_id(id), row;

	parameters = fr_json_set(parameters, "helpful", fr_json_get(entry, "feedback_helpful"));
	parameters = fr_json_set(parameters, "notes", fr_json_get(entry, "feedback_notes"));
	if (fr_store_first(import->store, "feedback_if_none", parameters, &row, err) < 0)
		return -1;
	jv_free(row);
	return 0;
}

/* One line. Consumes it. */
static int import_line(struct import *import, jv line, struct fr_error *err)
{
	jv entry = fr_entry_of_export(line, err);
	jv helpful = fr_json_get(entry, "feedback_helpful");
	struct fr_kept kept = { 0 };
	int done = jv_is_valid(entry) ? fr_store_keep(import->store, entry, &kept, err) : -1;

	if (done == 0 && kept.before && (jv_get_kind(helpful) == JV_KIND_TRUE || jv_get_kind(helpful) == JV_KIND_FALSE))
		done = adopt_feedback(import, kept.id, entry, err);
	import->added += done == 0 && !kept.before;
	import->before += done == 0 && kept.before;
	jv_free(helpful);
	jv_free(entry);
	jv_free(line);
	return done;
}

enum fr_exit fr_log_import(const struct fr_log_options *options, char **operands, int count)
{
	struct import import = { .store = fr_log_open(options, FR_STORE_WRITE) };
	enum fr_exit worst = FR_EX_OK;
	struct fr_envelopes in;
	struct fr_error err;
	jv line;

	(void)operands;
	(void)count;
	fr_envelopes_init(&in, STDIN_FILENO, options->args->max_bytes);
	for (int got; (got = fr_envelopes_next(&in, &line, &err)) != 0;)
		if (got < 0 || import_line(&import, line, &err) < 0) {
			fr_report(&err);
			worst = fr_exit_worse(worst, err.code);
			if (err.code != FR_EX_DATAERR)
				break; /* the store does not take it: nor will it take the next */
		}
	fr_envelopes_release(&in);
	fr_store_free(import.store);
	fr_note("%lu imported, %lu there already", import.added, import.before);
	return worst;
}

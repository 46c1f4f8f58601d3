#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "entry_internal.h"
#include "id.h"
#include "json.h"
#include "pack.h"

/* How a column of an exported row is checked before a store is asked to take it. */
enum form { TEXT, MOMENT, WHOLE, FLAG, DOCUMENT };

struct column {
	const char *name;
	enum form form;
};

static const struct column diagnosis_columns[] = {
	{ "created_at", MOMENT },
	{ "time_window_start", MOMENT },
	{ "time_window_end", MOMENT },
	{ "model", TEXT },
	{ "provider", TEXT },
	{ "context_size_bytes", WHOLE },
	{ "diagnosis", TEXT },
	{ "tokens_used", WHOLE },
	{ "cost_microusd", WHOLE },
	{ "auto_generated", FLAG },
	{ "sanitized", FLAG },
	{ "prompt_name", TEXT },
	{ "stop_reason", TEXT },
	{ "source_kind", TEXT },
	{ "database", TEXT },
	{ "cluster", TEXT },
	{ "causes", DOCUMENT },
	{ "findings", DOCUMENT },
	{ "verification", DOCUMENT },
	{ "feedback_helpful", FLAG },
	{ "feedback_notes", TEXT },
	{ "conversation", TEXT },
	{ "continues", TEXT },
	{ "question", TEXT },
	{ NULL },
};

static const struct column error_columns[] = {
	{ "error_message", TEXT }, { "stage", TEXT },       { "code", WHOLE },
	{ "hint", TEXT },          { "context", DOCUMENT }, { "response", DOCUMENT },
	{ "conversation", TEXT },  { "question", TEXT },    { NULL },
};

static jv value_of(jv line, const struct column *column)
{
	jv value;

	switch (column->form) {
	case MOMENT:
		return fr_entry_moment(line, column->name);
	case WHOLE:
		return fr_entry_whole(fr_json_number(line, column->name, -1));
	case FLAG:
		value = fr_json_get(line, column->name);
		if (jv_get_kind(value) == JV_KIND_TRUE || jv_get_kind(value) == JV_KIND_FALSE)
			return value;
		jv_free(value);
		return jv_null();
	case DOCUMENT:
		return fr_entry_json(fr_json_get(line, column->name));
	case TEXT:
		break;
	}
	return fr_entry_plain(fr_json_get(line, column->name));
}

/* Columns that a store cannot do without. */
static bool complete(jv entry, bool failed)
{
	static const char *const needed[] = { "created_at", "model", "diagnosis" };

	if (failed)
		return fr_json_true(entry, "error_message") && fr_json_true(entry, "created_at");
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!fr_json_true(entry, needed[i]))
			return false;
	return true;
}

static jv columns_of(jv line, bool failed)
{
	const struct column *column = failed ? error_columns : diagnosis_columns;
	jv entry = fr_json_set(jv_object(), "table", jv_string(failed ? "ai_errors" : "ai_diagnoses"));
	jv envelope = fr_json_get(line, "envelope");

	for (; column->name != NULL; column++)
		entry = fr_json_set(entry, column->name, value_of(line, column));
	if (failed)
		entry = fr_json_set(entry, "created_at", fr_entry_moment(line, "occurred_at"));
	for (const char *const *json = (const char *const[]){ "causes", "findings", NULL }; *json != NULL; json++)
		if (!failed && !fr_json_true(entry, *json))
			entry = fr_json_set(entry, *json, jv_string("[]"));
	if (!failed && !fr_json_true(entry, "auto_generated"))
		entry = fr_json_set(entry, "auto_generated", jv_false());
	if (jv_get_kind(envelope) == JV_KIND_OBJECT)
		return fr_json_set(entry, "envelope", fr_pack(envelope));
	jv_free(envelope);
	return entry;
}

jv fr_entry_of_export(jv line, struct fr_error *err)
{
	char *kind = fr_json_text(line, "kind"), *id = fr_json_text(line, "id");
	char *envelope_id = fr_json_text(line, "envelope_id");
	bool failed = kind != NULL && strcmp(kind, "error") == 0;
	char fresh[FR_ID_BYTES];
	jv entry = jv_invalid();

	if (kind == NULL || (!failed && strcmp(kind, "diagnosis") != 0)) {
		fr_error_set(err, FR_EX_DATAERR, "not a line that 'fr-log export' writes");
		fr_error_hint(err, "envelopes are kept by fr-log without a command");
	} else if (id == NULL || envelope_id == NULL || !fr_entry_id_good(id) || !fr_entry_id_good(envelope_id)) {
		fr_error_set(err, FR_EX_DATAERR, "an exported %s without a good id", kind);
	} else {
		fr_id_new(fresh);
		entry = columns_of(line, failed);
		entry = fr_json_set(entry, "wanted_id", jv_string(id));
		entry = fr_json_set(entry, "envelope_id", jv_string(envelope_id));
		entry = fr_json_set(entry, "fresh_id", jv_string(fresh));
		if (!complete(entry, failed)) {
			fr_error_set(err, FR_EX_DATAERR, "exported %s '%s' lacks its text, time or model", kind, id);
			jv_free(entry);
			entry = jv_invalid();
		}
	}
	free(kind);
	free(id);
	free(envelope_id);
	return entry;
}

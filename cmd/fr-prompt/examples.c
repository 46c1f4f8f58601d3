#include "examples.h"

#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "examples_text.h"
#include "json.h"
#include "sanitize.h"
#include "store.h"

#define WAIT_SECONDS 5 /* for others that write to the store */

struct examples {
	struct fr_store *store;
	const struct fr_share *share;
	struct fr_sanitize_options sanitize;
	struct fr_sanitizer *sanitizer; /* NULL until there is something to sanitise */
	long most;
};

struct examples *examples_open(const struct fr_share *share, long most)
{
	struct fr_store_place place = { 0 };
	struct examples *examples;
	struct fr_config *config;
	struct fr_error err;
	bool opened;

	if (most == 0)
		return NULL;
	examples = calloc(1, sizeof(*examples));
	if (examples == NULL)
		abort();
	if (fr_config_load(&config, &err) < 0)
		fr_die(&err);
	*examples = (struct examples){
		.share = share,
		.most = most,
		.sanitize = { .keep_literals = !fr_config_boolean(config, "ai_sanitize_queries"),
			      .keep_identities = !fr_config_boolean(config, "ai_redact_usernames") },
	};
	opened = fr_store_place(&place, config, &err) == 0 &&
		 fr_store_open(&examples->store, share, &place, FR_STORE_READ, WAIT_SECONDS, &err) == 0;
	fr_store_place_release(&place);
	fr_config_free(config);
	if (opened)
		return examples;
	fr_note("no examples: %s", err.message); /* the prompt is worth sending without */
	free(examples);
	return NULL;
}

void examples_free(struct examples *examples)
{
	if (examples == NULL)
		return;
	fr_store_free(examples->store);
	fr_sanitizer_free(examples->sanitizer);
	free(examples);
}

/* Those marked so, behind what is in *rows. */
static int find(struct examples *examples, jv prompt, jv envelope, bool helpful, jv *rows, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "helpful", jv_bool(helpful));
	jv findings = fr_json_get(envelope, "findings"), causes = jv_array();
	jv database = fr_json_get(envelope, "source.database"), id = fr_json_get(envelope, "id");
	int done;

	if (jv_get_kind(findings) == JV_KIND_ARRAY)
		jv_array_foreach (findings, i, finding) {
			causes = jv_array_append(causes, fr_json_get(finding, "cause"));
			jv_free(finding);
		}
	jv_free(findings);
	parameters = fr_json_set(parameters, "prompt_name", fr_json_get(prompt, "name"));
	parameters = fr_json_set(parameters, "causes", jv_dump_string(causes, 0));
	parameters = fr_json_set(parameters, "database", jv_is_valid(database) ? database : jv_null());
	parameters =
	    fr_json_set(parameters, "envelope_id", jv_get_kind(id) == JV_KIND_STRING ? jv_copy(id) : jv_string(""));
	parameters = fr_json_set(parameters, "limit", jv_number((double)examples->most));
	done = fr_store_query(examples->store, "examples", parameters, fr_store_collect, rows, err);
	jv_free(parameters);
	jv_free(id);
	return done;
}

/* The text of each row, clean: as if the rules had said it, since findings are the part of an envelope that is text. */
static int sanitise(struct examples *examples, jv *rows, struct fr_error *err)
{
	jv findings = jv_array();
	jv carrier;

	if (examples->sanitizer == NULL &&
	    fr_sanitizer_new(&examples->sanitizer, examples->share, &examples->sanitize, err) < 0) {
		jv_free(findings);
		return -1;
	}
	jv_array_foreach (*rows, i, row) {
		jv finding = fr_json_set(jv_object(), "summary", fr_json_get(row, "diagnosis"));

		finding = fr_json_set(finding, "description", fr_json_get(row, "feedback_notes"));
		findings = jv_array_append(findings, fr_json_set(finding, "evidence", fr_json_get(row, "causes")));
		jv_free(row);
	}
	carrier = fr_json_set(jv_object(), "findings", findings);
	if (fr_sanitize(examples->sanitizer, &carrier, err) < 0) {
		jv_free(carrier);
		return -1;
	}
	findings = fr_json_get(carrier, "findings");
	jv_free(carrier);
	jv_array_foreach (findings, i, finding) {
		jv row = jv_array_get(jv_copy(*rows), i);

		row = fr_json_set(row, "diagnosis", fr_json_get(finding, "summary"));
		row = fr_json_set(row, "feedback_notes", fr_json_get(finding, "description"));
		*rows = jv_array_set(*rows, i, fr_json_set(row, "causes", fr_json_get(finding, "evidence")));
		jv_free(finding);
	}
	jv_free(findings);
	return 0;
}

/* Consumes prompt and text. */
static jv append(jv prompt, jv text)
{
	jv messages = fr_json_get(prompt, "messages");

	for (int i = 0; i < jv_array_length(jv_copy(messages)); i++) {
		jv message = jv_array_get(jv_copy(messages), i);
		char *role = fr_json_text(message, "role");
		bool user = role != NULL && strcmp(role, "user") == 0;

		free(role);
		if (!user) {
			jv_free(message);
			continue;
		}
		text = jv_string_concat(fr_json_get(message, "content"), text);
		messages = jv_array_set(messages, i, fr_json_set(message, "content", text));
		return fr_json_set(prompt, "messages", messages);
	}
	jv_free(text);
	jv_free(messages);
	return prompt;
}

static jv ids_of(jv rows)
{
	jv ids = jv_array();

	jv_array_foreach (rows, i, row) {
		ids = jv_array_append(ids, fr_json_get(row, "id"));
		jv_free(row);
	}
	return ids;
}

jv examples_add(struct examples *examples, jv prompt, jv envelope)
{
	struct fr_error err;
	int helpful, count;
	bool good;
	jv rows;

	if (examples == NULL)
		return prompt;
	rows = jv_array();
	good = find(examples, prompt, envelope, true, &rows, &err) == 0;
	helpful = jv_array_length(jv_copy(rows));
	good = good && find(examples, prompt, envelope, false, &rows, &err) == 0;
	count = jv_array_length(jv_copy(rows));
	good = good && (count == 0 || sanitise(examples, &rows, &err) == 0);
	if (!good) {
		fr_note("no examples: %s", err.message);
	} else if (count > 0) {
		prompt = append(prompt, examples_text(rows, helpful));
		prompt = fr_json_set(prompt, "examples", ids_of(rows));
	}
	jv_free(rows);
	return prompt;
}

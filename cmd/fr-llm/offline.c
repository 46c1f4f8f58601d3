#include "offline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "markdown.h"

/* Every file of share/offline as a function, and into entry a choice among them by the prompt's name. */
static int add_writers(struct fr_program *program, const struct fr_share *share, FILE *entry, struct fr_error *err)
{
	struct fr_share_files files;
	int status = fr_share_list(share, "offline", ".jq", &files, err);

	for (size_t i = 0; status == 0 && i < files.count; i++) {
		jv name = jv_dump_string(jv_string(files.files[i].name), 0);
		char function[32];

		snprintf(function, sizeof(function), "writer%zu", i);
		status = fr_program_define_file(program, function, files.files[i].path, err);
		fprintf(entry, "if .prompt.name == %s then %s else ", jv_string_value(name), function);
		jv_free(name);
	}
	fputs("null", entry);
	for (size_t i = 0; status == 0 && i < files.count; i++)
		fputs(" end", entry);
	fr_share_files_release(&files);
	return status;
}

static int compile(struct fr_program *program, const struct fr_share *share, struct fr_error *err)
{
	char *text = NULL;
	size_t length;
	FILE *entry = open_memstream(&text, &length);
	int status;

	if (entry == NULL)
		abort();
	status = fr_program_library_files(program, share, "offline/lib", err);
	if (status == 0)
		status = add_writers(program, share, entry, err);
	if (fclose(entry) != 0)
		abort();
	if (status == 0)
		status = fr_program_compile(program, text, jv_object(), err);
	free(text);
	return status;
}

int offline_open(struct fr_program **program, const struct fr_share *share, struct fr_error *err)
{
	*program = fr_program_new();
	if (compile(*program, share, err) == 0)
		return 0;
	fr_program_free(*program);
	*program = NULL;
	return -1;
}

static jv response_of(jv text)
{
	jv usage = fr_json_set(jv_object(), "input_tokens", jv_number(0));
	jv response = fr_json_set(jv_object(), "provider", jv_string("offline"));

	response = fr_json_set(response, "model", jv_string("rules"));
	response = fr_json_set(response, "text", text);
	response = fr_json_set(response, "stop_reason", jv_string("end_turn"));
	response = fr_json_set(response, "usage", fr_json_set(usage, "output_tokens", jv_number(0)));
	response = fr_json_set(response, "cost_usd", jv_number(0));
	return fr_json_set(response, "attempts", jv_number(0));
}

static int has_findings(jv envelope, struct fr_error *err)
{
	jv findings = fr_json_get(envelope, "findings");
	int good = jv_get_kind(findings) == JV_KIND_ARRAY && jv_array_length(jv_copy(findings)) > 0;

	jv_free(findings);
	if (good)
		return 0;
	fr_error_set(err, FR_EX_DATAERR, "the envelope has no findings, and offline has nothing else to say");
	return fr_error_hint(err, "fr-prompt makes them");
}

/* What the program sees. Findings are JSON from outside: their text must stay on its line, and be no markup. */
static jv with_clean_findings(jv envelope)
{
	return fr_json_set(jv_copy(envelope), "findings", markdown_inline(fr_json_get(envelope, "findings")));
}

int offline_answer(struct fr_program *program, jv envelope, jv *response, struct fr_error *err)
{
	char *name = fr_json_text(envelope, "prompt.name");
	jv text = jv_invalid();
	int status = -1;

	*response = jv_invalid();
	if (has_findings(envelope, err) == 0)
		status = fr_program_run(program, with_clean_findings(envelope), &text, err);
	if (status == 0 && jv_get_kind(text) != JV_KIND_STRING) {
		status = fr_error_set(err, FR_EX_CONFIG, "offline cannot answer prompt '%s'", name != NULL ? name : "");
		fr_error_hint(err, "'share/offline/NAME.jq' is how it does; a model answers any prompt");
	}
	free(name);
	if (status < 0) {
		jv_free(text);
		return -1;
	}
	*response = response_of(text);
	return 0;
}

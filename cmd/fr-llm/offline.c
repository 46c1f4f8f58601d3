#include "offline.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diagnosis.h"
#include "json.h"
#include "markdown_inline.h"
#include "program.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_-"

struct offline {
	const struct fr_share *share;
	jv words;                   /* {titles, plain}: those of causes */
	struct fr_program *program; /* the one that was used last; NULL: none was */
	char *path;                 /* its file */
};

/* offline/NAME.json as words.NAME; a file that is not there is an empty one. */
static int read_words(jv *words, const struct fr_share *share, const char *name, struct fr_error *err)
{
	char file[64], *path;
	jv read;

	snprintf(file, sizeof(file), "offline/%s.json", name);
	path = fr_share_path(share, file);
	read = path != NULL ? fr_json_file(path) : jv_object();
	free(path);
	if (!jv_is_valid(read)) {
		jv message = jv_invalid_get_msg(read);

		fr_error_set(err, FR_EX_CONFIG, "%s", jv_string_value(message));
		jv_free(message);
		return -1;
	}
	*words = fr_json_set(*words, name, read);
	return 0;
}

struct offline *offline_open(const struct fr_share *share, struct fr_error *err)
{
	static const char *const files[] = { "titles", "plain" };
	struct offline *offline = calloc(1, sizeof(*offline));

	if (offline == NULL)
		abort();
	*offline = (struct offline){ .share = share, .words = jv_object() };
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (read_words(&offline->words, share, files[i], err) < 0) {
			offline_close(offline);
			return NULL;
		}
	return offline;
}

static void forget_program(struct offline *offline)
{
	fr_program_free(offline->program);
	free(offline->path);
	offline->program = NULL;
	offline->path = NULL;
}

void offline_close(struct offline *offline)
{
	if (offline == NULL)
		return;
	forget_program(offline);
	jv_free(offline->words);
	free(offline);
}

/* The file of the prompt called name, which the caller frees; NULL: nobody wrote one. The name is from outside. */
static char *program_path(const struct offline *offline, const char *name)
{
	char file[100];

	if (*name == '\0' || strlen(name) > 63 || name[strspn(name, NAME_LETTERS)] != '\0')
		return NULL;
	snprintf(file, sizeof(file), "offline/%s.jq", name);
	return fr_share_path(offline->share, file);
}

/* Have the program in the file at path ready. Consumes path. */
static int compile(struct offline *offline, char *path, struct fr_error *err)
{
	if (offline->path != NULL && strcmp(offline->path, path) == 0) {
		free(path);
		return 0;
	}
	forget_program(offline);
	offline->path = path;
	offline->program = fr_program_new();
	if (fr_program_library_files(offline->program, offline->share, "offline/lib", err) == 0 &&
	    fr_program_define_file(offline->program, "writer", path, err) == 0 &&
	    fr_program_compile(offline->program, "writer", jv_copy(offline->words), err) == 0)
		return 0;
	forget_program(offline);
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

/* The text of the answer to the prompt called name. */
static int write_text(struct offline *offline, const char *name, jv envelope, jv *text, struct fr_error *err)
{
	char *path = program_path(offline, name);
	jv titles, findings,
	    turns; /* the last two are JSON from outside: their text must stay on its line, and be no markup */

	*text = jv_invalid();
	if (path != NULL && compile(offline, path, err) < 0)
		return -1;
	findings = fr_markdown_inline(fr_json_get(envelope, "findings"));
	if (path != NULL) {
		turns = fr_markdown_inline(fr_json_get(envelope, "turns"));
		envelope = fr_json_set(jv_copy(envelope), "findings", findings);
		if (jv_is_valid(turns))
			envelope = fr_json_set(envelope, "turns", turns);
		return fr_program_run(offline->program, envelope, text, err);
	}
	titles = fr_json_get(offline->words, "titles");
	if (strcmp(name, "diagnose") == 0)
		*text = diagnosis_text(findings, titles);
	else
		jv_free(findings);
	jv_free(titles);
	return 0;
}

int offline_plan(struct offline *offline, jv envelope, jv *plan, struct fr_error *err)
{
	char *path = fr_share_path(offline->share, "offline/question/tools.jq");
	jv text = fr_json_get(envelope, "question.text");
	bool asked = jv_get_kind(text) == JV_KIND_STRING;

	jv_free(text);
	*plan = jv_object();
	if (path == NULL || !asked) {
		free(path);
		return 0;
	}
	jv_free(*plan);
	*plan = jv_invalid();
	if (compile(offline, path, err) < 0 || fr_program_run(offline->program, jv_copy(envelope), plan, err) < 0)
		return -1;
	if (jv_get_kind(*plan) == JV_KIND_OBJECT)
		return 0;
	jv_free(*plan);
	*plan = jv_invalid();
	return fr_error_set(err, FR_EX_CONFIG, "offline/question/tools.jq gave no object");
}

int offline_answer(struct offline *offline, jv envelope, jv *response, struct fr_error *err)
{
	char *name = fr_json_text(envelope, "prompt.name");
	jv text = jv_invalid();
	int status = has_findings(envelope, err);

	*response = jv_invalid();
	if (status == 0)
		status = write_text(offline, name != NULL ? name : "", envelope, &text, err);
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

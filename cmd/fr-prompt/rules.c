#include "rules.h"

#include <stdio.h>
#include <stdlib.h>

#include "gate.h"
#include "json.h"

/*
 * A rule as a call that cannot fail: {cause, found} or {cause, failed}. The array is there since libjq 1.6's try would
 * also catch what fails later, in what its value is piped into.
 */
#define ATTEMPT "def attempt(f; $cause): [try {$cause, found: [f]} catch {$cause, failed: tostring}] | .[0]; "

/* rules/thresholds.json; jv_invalid() and *err when it cannot be read. */
static jv read_thresholds(const struct fr_share *share, struct fr_error *err)
{
	char *path = fr_share_path(share, "rules/thresholds.json");
	jv thresholds = path != NULL ? fr_json_file(path) :
				       jv_invalid_with_msg(jv_string("cannot find 'rules/thresholds.json'"));
	bool valid = jv_is_valid(thresholds);

	free(path);
	if (valid && jv_get_kind(thresholds) != JV_KIND_OBJECT) {
		jv_free(thresholds);
		fr_error_set(err, FR_EX_CONFIG, "'rules/thresholds.json' is not an object");
		return jv_invalid();
	}
	if (!valid) {
		jv message = jv_invalid_get_msg(thresholds);

		fr_error_set(err, FR_EX_CONFIG, "%s", jv_string_value(message));
		jv_free(message);
		return jv_invalid();
	}
	return thresholds;
}

static int read_rules(struct rules *rules, jv thresholds, struct fr_error *err)
{
	struct fr_share_files files;
	int status = fr_share_list(rules->share, "rules", ".jq", &files, err);

	rules->all = calloc(files.count + 1, sizeof(*rules->all));
	if (rules->all == NULL)
		abort();
	for (size_t i = 0; status == 0 && i < files.count; i++) {
		struct rule *rule = &rules->all[rules->count];
		char *text = fr_share_read(files.files[i].path, NULL, err);

		if (text == NULL || gate_read(&rule->gate, files.files[i].path, text, thresholds, err) < 0) {
			free(text);
			status = -1;
			break;
		}
		rules->count++;
		rule->text = text;
		rule->cause = files.files[i].name;
		rule->path = files.files[i].path;
		files.files[i].name = files.files[i].path = NULL;
	}
	fr_share_files_release(&files);
	return status;
}

/* The rule as a function of its program, and the expression that calls it to entry. */
static void add_rule(struct fr_program *program, const struct rule *rule, size_t number, FILE *entry)
{
	char function[32];
	jv cause = jv_dump_string(jv_string(rule->cause), 0);

	snprintf(function, sizeof(function), "rule%zu", number);
	fr_program_define(program, function, rule->path, rule->text);
	if (jv_get_kind(rule->gate) == JV_KIND_NULL)
		fprintf(entry, "attempt(%s; %s), ", function, jv_string_value(cause));
	else
		fprintf(entry, "(if $open[%s] then attempt(%s; %s) else empty end), ", jv_string_value(cause), function,
			jv_string_value(cause));
	jv_free(cause);
}

/* A program of those rules that have a gate, are compiled, and, where it is NULL, of all without and the prompt. */
static struct fr_program *build(struct rules *rules, const char *prompt_path, struct fr_error *err)
{
	struct fr_program *program = fr_program_new();
	bool base = prompt_path != NULL;
	char *text = NULL;
	size_t length;
	FILE *entry = open_memstream(&text, &length);
	int status;

	if (entry == NULL)
		abort();
	status = fr_program_library_files(program, rules->share, "rules/lib", err);
	fputs(ATTEMPT ".open as $open | if .open then .envelope | [", entry);
	for (size_t i = 0; i < rules->count; i++)
		if (base ? jv_get_kind(rules->all[i].gate) == JV_KIND_NULL : rules->all[i].compiled)
			add_rule(program, &rules->all[i], i, entry);
	fputs(base ? "empty] else .envelope | prompt end" : "empty] else null end", entry);
	if (fclose(entry) != 0)
		abort();
	if (base && status == 0)
		status = fr_program_library_files(program, rules->share, "prompts/lib", err);
	if (base && status == 0)
		status = fr_program_define_file(program, "prompt", prompt_path, err);
	if (status == 0)
		status = fr_program_compile(program, text, jv_copy(rules->constants), err);
	free(text);
	if (status == 0)
		return program;
	fr_program_free(program);
	return NULL;
}

int rules_open(struct rules *rules, const struct fr_share *share, const char *prompt_path, struct fr_error *err)
{
	jv thresholds = read_thresholds(share, err);

	*rules = (struct rules){ .share = share, .constants = jv_null() };
	if (!jv_is_valid(thresholds))
		return -1;
	rules->least = fr_json_number(thresholds, "finding_score.value", 0);
	rules->constants = fr_json_set(jv_object(), "thresholds", jv_copy(thresholds));
	if (read_rules(rules, thresholds, err) == 0)
		rules->base = build(rules, prompt_path, err);
	jv_free(thresholds);
	if (rules->base != NULL)
		return 0;
	rules_release(rules);
	return -1;
}

void rules_release(struct rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		free(rules->all[i].cause);
		free(rules->all[i].text);
		free(rules->all[i].path);
		jv_free(rules->all[i].gate);
	}
	free(rules->all);
	fr_program_free(rules->base);
	fr_program_free(rules->gated);
	jv_free(rules->constants);
	*rules = (struct rules){ .constants = jv_null() };
}

/* The causes of the rules with a gate that this envelope opens, as {cause: true}. New ones are marked for compiling. */
static jv open_gates(struct rules *rules, jv envelope, bool *new)
{
	jv open = jv_object();

	*new = false;
	for (size_t i = 0; i < rules->count; i++) {
		struct rule *rule = &rules->all[i];

		if (jv_get_kind(rule->gate) == JV_KIND_NULL || !gate_open(rule->gate, envelope))
			continue;
		open = fr_json_set(open, rule->cause, jv_true());
		*new |= !rule->compiled;
		rule->compiled = true;
	}
	return open;
}

static int compile_new(struct rules *rules, struct fr_error *err)
{
	struct fr_program *program = build(rules, NULL, err);

	if (program == NULL) /* the next envelope that needs it shall hear of it, too */
		for (size_t i = 0; i < rules->count; i++)
			rules->all[i].compiled = false;
	fr_program_free(rules->gated);
	rules->gated = program;
	return program != NULL ? 0 : -1;
}

/* What the rules in program that are open gave, added to *made. */
static int run(struct fr_program *program, jv input, jv *made, struct fr_error *err)
{
	jv found;

	if (fr_program_run(program, input, &found, err) < 0)
		return -1;
	*made = jv_array_concat(*made, found);
	return 0;
}

int rules_run(struct rules *rules, jv envelope, jv facts, jv *made, struct fr_error *err)
{
	bool new;
	jv open = open_gates(rules, envelope, &new);
	bool any = jv_object_length(jv_copy(open)) > 0;
	jv input = fr_json_set(fr_json_set(jv_object(), "open", open), "envelope",
			       fr_json_set(jv_copy(envelope), "facts", jv_copy(facts)));
	int status = new ? compile_new(rules, err) : 0;

	*made = jv_array();
	if (status == 0 && any)
		status = run(rules->gated, jv_copy(input), made, err);
	if (status == 0)
		status = run(rules->base, jv_copy(input), made, err);
	jv_free(input);
	if (status < 0)
		jv_free(*made);
	return status;
}

int rules_prompt(struct rules *rules, jv envelope, jv *prompt, struct fr_error *err)
{
	return fr_program_run(rules->base, fr_json_set(jv_object(), "envelope", jv_copy(envelope)), prompt, err);
}

#include "compose.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "json.h"

/*
 * A rule as a call that cannot fail: {cause, found} or {cause, failed}. The cause is the file's name. The array is
 * there since libjq 1.6's try would also catch what fails later, in what its value is piped into.
 */
static void write_call(FILE *out, const char *cause, const char *function)
{
	jv quoted = jv_dump_string(jv_string(cause), 0);

	fprintf(out, "attempt(%s; %s), ", function, jv_string_value(quoted));
	jv_free(quoted);
}

/* Every rule as a function, and a call of each to out. */
static int add_rules(struct fr_program *program, const struct fr_share *share, FILE *out, struct fr_error *err)
{
	struct fr_share_files files;
	int status = fr_share_list(share, "rules", ".jq", &files, err);

	for (size_t i = 0; status == 0 && i < files.count; i++) {
		char function[32];

		snprintf(function, sizeof(function), "rule%zu", i);
		status = fr_program_define_file(program, function, files.files[i].path, err);
		write_call(out, files.files[i].name, function);
	}
	fr_share_files_release(&files);
	return status;
}

/* All files, and into entry the expression that runs them. */
static int add_all(struct fr_program *program, const struct fr_share *share, const char *path, FILE *entry,
		   struct fr_error *err)
{
	fputs("def attempt(f; $cause): [try {$cause, found: [f]} catch {$cause, failed: tostring}] | .[0]; "
	      "if .step == \"rules\" then .envelope | [",
	      entry);
	if (fr_program_library_files(program, share, "rules/lib", err) < 0 ||
	    add_rules(program, share, entry, err) < 0 ||
	    fr_program_library_files(program, share, "prompts/lib", err) < 0 ||
	    fr_program_define_file(program, "prompt", path, err) < 0)
		return -1;
	fputs("empty] else .envelope | prompt end", entry);
	return 0;
}

int compose(struct fr_program **program, const struct fr_share *share, const char *path, jv thresholds,
	    struct fr_error *err)
{
	jv constants = fr_json_set(jv_object(), "thresholds", thresholds);
	char *text = NULL;
	size_t length;
	FILE *entry = open_memstream(&text, &length);
	int status;

	if (entry == NULL)
		abort();
	*program = fr_program_new();
	status = add_all(*program, share, path, entry, err);
	if (fclose(entry) != 0)
		abort();
	if (status == 0)
		status = fr_program_compile(*program, text, jv_copy(constants), err);
	jv_free(constants);
	free(text);
	if (status < 0) {
		fr_program_free(*program);
		*program = NULL;
	}
	return status;
}

jv compose_thresholds(const struct fr_share *share, struct fr_error *err)
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

#include "policy.h"

#include <stdlib.h>
#include <string.h>

#include <pg_query.h>

#include "json.h"
#include "program.h"

struct fr_policy {
	struct fr_program *program;
};

/* The documents of a folder under their names; those of the user's folders take the place of ours. */
static int load(jv *documents, const struct fr_share *share, const char *folder, const char *prefix,
		struct fr_error *err)
{
	struct fr_share_files files;
	int result = 0;

	*documents = jv_object();
	if (fr_share_list(share, folder, ".json", &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count && result == 0; i++) {
		jv document;

		if (strncmp(files.files[i].name, prefix, strlen(prefix)) != 0)
			continue;
		document = fr_json_file(files.files[i].path);
		if (jv_is_valid(document)) {
			*documents = fr_json_set(*documents, files.files[i].name, document);
			continue;
		}
		document = jv_invalid_get_msg(document);
		result = fr_error_set(err, FR_EX_CONFIG, "%s", jv_string_value(document));
		jv_free(document);
	}
	fr_share_files_release(&files);
	return result;
}

static int compile(struct fr_program *program, const struct fr_share *share, jv constants, struct fr_error *err)
{
	char *path = fr_share_path(share, "policy/sql.jq");
	int result = path != NULL ? fr_program_library_files(program, share, "policy/lib", err) :
				    fr_error_set(err, FR_EX_CONFIG, "cannot find 'policy/sql.jq' in any share folder");

	if (result == 0)
		result = fr_program_define_file(program, "judge", path, err);
	free(path);
	if (result < 0) {
		jv_free(constants);
		return -1;
	}
	return fr_program_compile(program, "judge", constants, err);
}

int fr_policy_new(struct fr_policy **policy, const struct fr_share *share, struct fr_error *err)
{
	struct fr_policy *made = calloc(1, sizeof(*made));
	jv lists, fields = jv_invalid();
	int result;

	if (made == NULL)
		abort();
	made->program = fr_program_new();
	result = load(&lists, share, "policy", "", err);
	if (result == 0)
		result = load(&fields, share, "sanitize", "fields", err);
	if (result == 0) {
		jv constants = fr_json_set(jv_object(), "policy", jv_copy(lists));

		result = compile(made->program, share, fr_json_set(constants, "fields_files", jv_copy(fields)), err);
	}
	jv_free(lists);
	jv_free(fields);
	if (result < 0) {
		fr_policy_free(made);
		return -1;
	}
	*policy = made;
	return 0;
}

void fr_policy_free(struct fr_policy *policy)
{
	if (policy == NULL)
		return;
	fr_program_free(policy->program);
	free(policy);
}

int fr_policy_parse(const char *sql, jv *tree, struct fr_error *err)
{
	PgQueryParseResult parsed;
	int result = 0;

	*tree = jv_invalid();
	if (strlen(sql) > FR_POLICY_MOST_BYTES)
		return fr_error_set(err, FR_EX_DATAERR, "the statement is longer than %d bytes", FR_POLICY_MOST_BYTES);
	parsed = pg_query_parse(sql);
	if (parsed.error != NULL) {
		result = fr_error_set(err, FR_EX_DATAERR, "%s",
				      strncmp(parsed.error->message, "memory exhausted", 16) == 0 ?
					  "the statement is nested too deeply" :
					  parsed.error->message);
	} else {
		*tree = jv_parse(parsed.parse_tree);
		if (!jv_is_valid(*tree)) { /* libjq's limit of 256 levels */
			jv_free(*tree);
			*tree = jv_invalid();
			result = fr_error_set(err, FR_EX_DATAERR, "the statement is nested too deeply");
		}
	}
	pg_query_free_parse_result(parsed);
	return result;
}

/* Positions count in bytes; without a length the statement goes on to the end. */
static void locate(struct fr_verdict *verdict, jv tree, const char *sql)
{
	jv statements = fr_json_get(tree, "stmts");
	jv statement = jv_array_get(statements, 0);
	size_t whole = strlen(sql);
	double start = fr_json_number(statement, "stmt_location", 0);
	double length = fr_json_number(statement, "stmt_len", 0);

	verdict->start = start < (double)whole ? (size_t)start : whole;
	verdict->length = whole - verdict->start;
	if (length > 0 && length < (double)verdict->length)
		verdict->length = (size_t)length;
	jv_free(statement);
}

static int read_verdict(struct fr_verdict *verdict, jv answer, jv tree, const char *sql, struct fr_error *err)
{
	char *refused = fr_json_text(answer, "refused");
	double parameters = fr_json_number(answer, "parameters", -1);

	if (refused == NULL && parameters >= 0) {
		verdict->parameters = (int)parameters;
		verdict->grows = fr_json_true(answer, "grows");
		verdict->unqualified = fr_json_get(answer, "unqualified");
		locate(verdict, tree, sql);
		return 0;
	}
	fr_error_set(err, FR_EX_NOPERM, "%s", refused != NULL ? refused : "the policy gave no verdict");
	free(refused);
	return -1;
}

int fr_policy_judge(struct fr_policy *policy, const char *sql, enum fr_policy_purpose purpose, jv extensions,
		    struct fr_verdict *verdict, struct fr_error *err)
{
	jv tree, input, answer = jv_invalid();
	int result;

	if (fr_policy_parse(sql, &tree, err) < 0) {
		jv_free(extensions);
		return -1;
	}
	input = fr_json_set(jv_object(), "tree", jv_copy(tree));
	input = fr_json_set(input, "purpose", jv_string(purpose == FR_POLICY_RUN ? "run" : "explain"));
	input = fr_json_set(input, "extensions", extensions);
	result = fr_program_run(policy->program, input, &answer, err);
	if (result == 0)
		result = read_verdict(verdict, answer, tree, sql, err);
	jv_free(answer);
	jv_free(tree);
	return result;
}

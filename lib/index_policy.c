#include "index_policy.h"

#include <stdlib.h>

#include "json.h"
#include "policy.h"
#include "program.h"

struct fr_index_policy {
	struct fr_program *program;
};

int fr_index_policy_new(struct fr_index_policy **policy, const struct fr_share *share, struct fr_error *err)
{
	char *path = fr_share_path(share, "policy/index.jq");
	struct fr_index_policy *made = calloc(1, sizeof(*made));
	int result = -1;

	if (made == NULL)
		abort();
	made->program = fr_program_new();
	if (path == NULL)
		fr_error_set(err, FR_EX_CONFIG, "cannot find 'policy/index.jq' in any share folder");
	else if (fr_program_define_file(made->program, "judge", path, err) == 0)
		result = fr_program_compile(made->program, "judge", jv_object(), err);
	free(path);
	if (result < 0) {
		fr_index_policy_free(made);
		return -1;
	}
	*policy = made;
	return 0;
}

void fr_index_policy_free(struct fr_index_policy *policy)
{
	if (policy == NULL)
		return;
	fr_program_free(policy->program);
	free(policy);
}

int fr_index_policy_judge(struct fr_index_policy *policy, const char *sql, jv *index, struct fr_error *err)
{
	jv tree, answer;
	char *refused;

	*index = jv_invalid();
	if (fr_policy_parse(sql, &tree, err) < 0 || fr_program_run(policy->program, tree, &answer, err) < 0)
		return -1;
	refused = fr_json_text(answer, "refused");
	*index = fr_json_get(answer, "index");
	jv_free(answer);
	if (refused == NULL && jv_get_kind(*index) == JV_KIND_OBJECT)
		return 0;
	jv_free(*index);
	*index = jv_invalid();
	fr_error_set(err, FR_EX_NOPERM, "%s", refused != NULL ? refused : "the policy gave no verdict");
	free(refused);
	return -1;
}

#include "policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "values.h"

static const struct {
	const char *name;
	enum target_kind kind;
} known[VERBS] = {
	{ "vacuum_table", TARGET_TABLE },        { "refresh_stats", TARGET_TABLE },
	{ "reindex_concurrent", TARGET_INDEX },  { "terminate_idle", TARGET_SESSION },
	{ "terminate_blocker", TARGET_SESSION },
};

static int read_verb(struct verb *verb, jv verbs, int lock_seconds, struct fr_error *err)
{
	jv entry = fr_json_get(verbs, verb->name);

	verb->act = fr_json_text(entry, "act");
	verb->cancel = fr_json_text(entry, "cancel");
	verb->clean = fr_json_text(entry, "clean");
	verb->undo = fr_json_text(entry, "undo");
	verb->lock_seconds = (int)fr_json_number(entry, "lock_seconds", lock_seconds);
	verb->statement_seconds = (int)fr_json_number(entry, "statement_seconds", 0);
	verb->grace_seconds = (int)fr_json_number(entry, "grace_seconds", 0);
	jv_free(entry);
	if (verb->act == NULL || verb->undo == NULL || verb->statement_seconds <= 0 || verb->lock_seconds <= 0)
		return fr_error_set(err, FR_EX_CONFIG, "remediate/verbs.json: '%s' lacks something", verb->name);
	return 0;
}

static jv read_json(const struct fr_share *share, const char *name, struct fr_error *err)
{
	char *text = fr_share_text(share, name, NULL, err);
	jv value;

	if (text == NULL)
		return jv_invalid();
	value = jv_parse(text);
	free(text);
	if (jv_get_kind(value) == JV_KIND_OBJECT)
		return value;
	jv_free(value);
	fr_error_set(err, FR_EX_CONFIG, "%s is not a JSON object", name);
	return jv_invalid();
}

/* "a, b" onto an array. */
static jv add_names(jv names, const char *list)
{
	while (*list != '\0') {
		size_t length;

		list += strspn(list, ", \t");
		length = strcspn(list, ",");
		while (length > 0 && (list[length - 1] == ' ' || list[length - 1] == '\t'))
			length--;
		if (length > 0)
			names = jv_array_append(names, jv_string_sized(list, (int)length));
		list += strcspn(list, ",");
	}
	return names;
}

static int read_limits(struct policy *policy, jv thresholds, const struct fr_config *config, struct fr_error *err)
{
	jv limits = jv_object(), text, applications;

	jv_object_foreach (thresholds, key, entry) {
		limits = jv_object_set(limits, key, fr_json_get(entry, "value"));
		jv_free(entry);
	}
	policy->most_actions = (int)fr_json_number(limits, "most_actions", 0);
	applications = fr_json_get(limits, "protected_applications");
	if (jv_get_kind(applications) != JV_KIND_ARRAY || policy->most_actions <= 0) {
		jv_free(applications);
		jv_free(limits);
		return fr_error_set(err, FR_EX_CONFIG, "remediate/thresholds.json lacks something");
	}
	limits = fr_json_set(limits, "protected_applications",
			     add_names(applications, fr_config_text(config, "remediation_protected_applications")));
	limits = fr_json_set(limits, "protected_users",
			     add_names(jv_array(), fr_config_text(config, "remediation_protected_users")));
	text = jv_dump_string(limits, 0);
	policy->limits = strdup(jv_string_value(text));
	jv_free(text);
	return 0;
}

static int read_statements(struct policy *policy, const struct fr_share *share, struct fr_error *err)
{
	const struct {
		char **text;
		const char *name;
	} files[] = {
		{ &policy->look[TARGET_TABLE], "remediate/table.sql" },
		{ &policy->look[TARGET_INDEX], "remediate/index.sql" },
		{ &policy->look[TARGET_SESSION], "remediate/session.sql" },
		{ &policy->session_after, "remediate/session_after.sql" },
		{ &policy->leftovers, "remediate/index_leftovers.sql" },
		{ &policy->server, "remediate/server.sql" },
		{ &policy->claim, "remediate/claim.sql" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		*files[i].text = fr_share_text(share, files[i].name, NULL, err);
		if (*files[i].text == NULL)
			return -1;
	}
	return 0;
}

int policy_load(struct policy *policy, const struct fr_share *share, const struct fr_config *config,
		struct fr_error *err)
{
	jv verbs = jv_invalid(), thresholds = jv_invalid();
	int result = -1;

	*policy = (struct policy){ 0 };
	if (read_statements(policy, share, err) == 0) {
		verbs = read_json(share, "remediate/verbs.json", err);
		if (jv_is_valid(verbs))
			thresholds = read_json(share, "remediate/thresholds.json", err);
		if (jv_is_valid(thresholds))
			result = read_limits(policy, thresholds, config, err);
	}
	for (int i = 0; i < VERBS && result == 0; i++) {
		policy->verbs[i] = (struct verb){ .name = known[i].name, .kind = known[i].kind };
		result =
		    read_verb(&policy->verbs[i], verbs, (int)fr_json_number(thresholds, "lock_seconds.value", 0), err);
	}
	jv_free(verbs);
	jv_free(thresholds);
	if (result < 0)
		policy_release(policy);
	return result;
}

void policy_release(struct policy *policy)
{
	for (int i = 0; i < VERBS; i++) {
		free(policy->verbs[i].act);
		free(policy->verbs[i].cancel);
		free(policy->verbs[i].clean);
		free(policy->verbs[i].undo);
	}
	for (int i = 0; i < TARGET_KINDS; i++)
		free(policy->look[i]);
	free(policy->session_after);
	free(policy->leftovers);
	free(policy->server);
	free(policy->claim);
	free(policy->limits);
	*policy = (struct policy){ 0 };
}

const struct verb *policy_verb(const struct policy *policy, const char *name)
{
	for (int i = 0; i < VERBS; i++)
		if (strcmp(policy->verbs[i].name, name) == 0)
			return &policy->verbs[i];
	return NULL;
}

char *policy_fill(const char *template, const char *place, const char *value)
{
	const char *at = strstr(template, place);
	char *text;

	if (at == NULL)
		text = strdup(template);
	else if (asprintf(&text, "%.*s%s%s", (int)(at - template), template, value, at + strlen(place)) < 0)
		text = NULL;
	if (text == NULL)
		abort();
	return text;
}

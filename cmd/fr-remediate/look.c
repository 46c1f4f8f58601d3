#include "look.h"

#include <stdlib.h>
#include <string.h>

#include "database_act.h"
#include "json.h"

int look_row(const struct looker *looker, const char *sql, const char *const *values, int count, jv *row,
	     struct fr_error *err)
{
	struct fr_query query = { .sql = sql, .values = values, .count = count };
	int result = 0;

	*row = jv_null();
	if (fr_database_read(looker->db, &query, 1, looker->timeout_seconds, err) < 0)
		return -1;
	if (query.message != NULL)
		result = fr_error_set(err, FR_EX_NOPERM, "cannot look at it: %s", query.message);
	else if (jv_array_length(jv_copy(query.rows)) > 0)
		*row = jv_array_get(jv_copy(query.rows), 0);
	fr_queries_release(&query, 1);
	return result;
}

int look_server(const struct looker *looker, struct server *server, struct fr_error *err)
{
	jv row;

	if (look_row(looker, looker->policy->server, NULL, 0, &row, err) < 0)
		return -1;
	server->system_identifier = fr_json_text(row, "system_identifier");
	server->database = fr_json_text(row, "database");
	jv_free(row);
	return server->system_identifier != NULL && server->database != NULL ?
		   0 :
		   fr_error_set(err, FR_EX_NOPERM, "the server does not say which it is");
}

int look_values(const struct looker *looker, const struct remedy *remedy, const char *values[LOOK_VALUES])
{
	int count = 0;

	if (remedy->verb->kind == TARGET_SESSION) {
		values[count++] = remedy->pid;
		values[count++] = remedy->backend_start;
		values[count++] = remedy->query_start;
	} else {
		values[count++] = remedy->schema;
		values[count++] = remedy->name;
	}
	values[count++] = remedy->verb->name;
	values[count++] = looker->policy->limits;
	return count;
}

int look_at(const struct looker *looker, const struct remedy *remedy, jv *row, struct fr_error *err)
{
	const char *values[LOOK_VALUES];
	int count = look_values(looker, remedy, values);

	if (look_row(looker, looker->policy->look[remedy->verb->kind], values, count, row, err) < 0)
		return -1;
	if (jv_get_kind(*row) == JV_KIND_OBJECT)
		return 0;
	jv_free(*row);
	*row = jv_null();
	return fr_error_set(err, FR_EX_NOPERM, "cannot look at it: no row came back");
}

char *look_statement(const struct looker *looker, const struct remedy *remedy, const char *template,
		     struct fr_error *err)
{
	char *target, *statement;

	if (remedy->verb->kind == TARGET_SESSION)
		return policy_fill(template, "{look}", looker->policy->look[TARGET_SESSION]);
	target = fr_database_name(looker->db, remedy->schema, remedy->name, err);
	if (target == NULL)
		return NULL;
	statement = policy_fill(template, "{target}", target);
	free(target);
	return statement;
}

static int plan(const struct looker *looker, struct remedy *remedy, struct fr_error *err)
{
	const char *const templates[] = { remedy->verb->cancel, remedy->verb->act };

	for (size_t i = 0; i < sizeof(templates) / sizeof(templates[0]); i++) {
		char *statement;

		if (templates[i] == NULL)
			continue;
		statement = look_statement(looker, remedy, templates[i], err);
		if (statement == NULL)
			return -1;
		remedy_add_statement(remedy, statement);
		free(statement);
	}
	return 0;
}

int look_judge(const struct looker *looker, struct remedy *remedy, struct fr_error *err)
{
	char *refusal, *why;
	bool first = remedy->why == NULL;
	jv row;

	if (look_at(looker, remedy, &row, err) < 0)
		return -1;
	refusal = fr_json_text(row, "refusal");
	why = fr_json_text(row, "why");
	if (first) {
		jv_free(remedy->before);
		remedy->before = fr_json_get(row, "facts");
	}
	jv_free(row);
	if (refusal != NULL || why == NULL) {
		fr_error_set(err, FR_EX_NOPERM, "%s", refusal != NULL ? refusal : "what speaks for it is not known");
		free(refusal);
		free(why);
		return -1;
	}
	remedy_say(&remedy->why, why);
	free(why);
	return first ? plan(looker, remedy, err) : 0;
}

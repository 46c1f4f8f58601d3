#include "remedy.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define REASON_BYTES 2000
#define NAME_BYTES 63 /* NAMEDATALEN - 1: PostgreSQL cuts what is longer, and would find something else */

static bool has_exactly(jv object, const char *const *names, int count)
{
	bool good = jv_get_kind(object) == JV_KIND_OBJECT && jv_object_length(jv_copy(object)) == count;

	for (int i = 0; good && i < count; i++)
		good = jv_object_has(jv_copy(object), jv_string(names[i]));
	return good;
}

/* 2026-11-23T10:00:00.123456Z and nothing else: PostgreSQL would also take 'now' and 'infinity'. */
static bool is_time(const char *text)
{
	static const char pattern[] = "dddd-dd-ddTdd:dd:dd";
	size_t digits;

	for (const char *p = pattern; *p != '\0'; p++, text++)
		if (*p == 'd' ? !isdigit((unsigned char)*text) : *p != *text)
			return false;
	if (*text == '.') {
		digits = strspn(++text, "0123456789");
		if (digits == 0 || digits > 6)
			return false;
		text += digits;
	}
	return strcmp(text, "Z") == 0;
}

static int refuse(struct fr_error *err, const char *what)
{
	return fr_error_set(err, FR_EX_NOPERM, "%s", what);
}

static int read_relation(struct remedy *remedy, jv target, const char *name_key, struct fr_error *err)
{
	const char *const names[] = { "schema", name_key };
	char what[64];

	snprintf(what, sizeof(what), "its target is not {\"schema\", \"%s\"}", name_key);
	if (!has_exactly(target, names, 2))
		return refuse(err, what);
	remedy->schema = fr_json_text(target, "schema");
	remedy->name = fr_json_text(target, name_key);
	if (remedy->schema == NULL || remedy->name == NULL)
		return refuse(err, "the names of its target are not text");
	if (*remedy->schema == '\0' || *remedy->name == '\0' || strlen(remedy->schema) > NAME_BYTES ||
	    strlen(remedy->name) > NAME_BYTES)
		return refuse(err, "the names of its target have no bytes or more than 63");
	if (asprintf(&remedy->target_text, "%s.%s", remedy->schema, remedy->name) < 0)
		abort();
	return 0;
}

static int read_session(struct remedy *remedy, jv target, struct fr_error *err)
{
	static const char *const names[] = { "pid", "backend_start", "query_start" };
	double pid = fr_json_number(target, "pid", 0);

	if (!has_exactly(target, names, 3))
		return refuse(err, "its target is not {\"pid\", \"backend_start\", \"query_start\"}");
	if (pid != floor(pid) || pid < 1 || pid > 2147483647)
		return refuse(err, "its process id is not one");
	if (asprintf(&remedy->pid, "%.0f", pid) < 0 || asprintf(&remedy->target_text, "session %.0f", pid) < 0)
		abort();
	remedy->backend_start = fr_json_text(target, "backend_start");
	remedy->query_start = fr_json_text(target, "query_start");
	if (remedy->backend_start == NULL || remedy->query_start == NULL)
		return refuse(err, "the evidence does not say when the session began and what it ran last");
	if (!is_time(remedy->backend_start) || !is_time(remedy->query_start))
		return refuse(err, "its times are not of the form 2026-11-23T10:00:00.123456Z");
	return 0;
}

static int read_target(struct remedy *remedy, struct fr_error *err)
{
	jv target = fr_json_get(remedy->proposal, "target");
	int result;

	if (remedy->verb->kind == TARGET_SESSION)
		result = read_session(remedy, target, err);
	else
		result = read_relation(remedy, target, remedy->verb->kind == TARGET_TABLE ? "table" : "index", err);
	jv_free(target);
	return result;
}

int remedy_read(struct remedy *remedy, const struct policy *policy, jv proposal, struct fr_error *err)
{
	static const char *const names[] = { "verb", "target", "reason" };
	char *reason = jv_get_kind(proposal) == JV_KIND_OBJECT ? fr_json_text(proposal, "reason") : NULL;
	bool has_reason = reason != NULL && strlen(reason) <= REASON_BYTES;

	free(reason);
	*remedy = (struct remedy){ .proposal = proposal, .before = jv_null(), .after = jv_null() };
	remedy->statements = jv_array();
	remedy->state = "planned";
	fr_id_new(remedy->key);
	if (!has_exactly(proposal, names, 3) || !has_reason)
		return refuse(err,
			      "it is not {\"verb\", \"target\", \"reason\"}, or its reason is longer than 2000 bytes");
	remedy->verb_text = fr_json_text(proposal, "verb");
	remedy->verb = remedy->verb_text != NULL ? policy_verb(policy, remedy->verb_text) : NULL;
	if (remedy->verb == NULL) {
		if (remedy->verb_text != NULL && strlen(remedy->verb_text) > NAME_BYTES)
			remedy->verb_text[NAME_BYTES] = '\0'; /* enough for people to see what was tried */
		return refuse(err, "there is no such verb");
	}
	return read_target(remedy, err);
}

void remedy_release(struct remedy *remedy)
{
	char *const texts[] = { remedy->schema,      remedy->name,        remedy->pid,     remedy->backend_start,
				remedy->query_start, remedy->verb_text,   remedy->refusal, remedy->why,
				remedy->result,      remedy->target_text, remedy->not_now };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		free(texts[i]);
	jv_free(remedy->proposal);
	jv_free(remedy->before);
	jv_free(remedy->after);
	jv_free(remedy->statements);
}

void remedy_say(char **place, const char *text)
{
	char *copy = text != NULL ? strdup(text) : NULL;

	if (text != NULL && copy == NULL)
		abort();
	free(*place);
	*place = copy;
}

void remedy_refuse(struct remedy *remedy, const struct fr_error *err)
{
	remedy->state = "refused";
	remedy->code = err->code;
	remedy_say(&remedy->refusal, err->message);
}

void remedy_add_statement(struct remedy *remedy, const char *sql)
{
	remedy->statements = jv_array_append(remedy->statements, jv_string(sql));
}

static jv text_or_null(const char *text)
{
	return text != NULL ? jv_string(text) : jv_null();
}

jv remedy_json(const struct remedy *remedy)
{
	jv made = fr_json_set(jv_object(), "state", jv_string(remedy->state));

	if (remedy->id > 0)
		made = fr_json_set(made, "id", jv_number((double)remedy->id));
	made = fr_json_set(made, "proposal", jv_copy(remedy->proposal));
	made = fr_json_set(made, "refusal", text_or_null(remedy->refusal));
	made = fr_json_set(made, "why", text_or_null(remedy->why));
	if (remedy->not_now != NULL)
		made = fr_json_set(made, "not_now", jv_string(remedy->not_now));
	made = fr_json_set(made, "statements", jv_copy(remedy->statements));
	made = fr_json_set(made, "before", jv_copy(remedy->before));
	made = fr_json_set(made, "after", jv_copy(remedy->after));
	made = fr_json_set(made, "result", text_or_null(remedy->result));
	return fr_json_set(made, "undo", text_or_null(remedy->verb != NULL ? remedy->verb->undo : NULL));
}

/*
 * sanitize/fields.h: what each field of an envelope holds: share/sanitize/fields*.json.
 */
#ifndef FR_SANITIZE_FIELDS_H
#define FR_SANITIZE_FIELDS_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "share.h"

enum fr_class {
	FR_CLASS_NONE, /* nobody said: the strictest treatment */
	FR_CLASS_SQL,
	FR_CLASS_PLAN, /* EXPLAIN's JSON: its fields are those of the scope "plan" */
	FR_CLASS_USER,
	FR_CLASS_APP,
	FR_CLASS_HOST,
	FR_CLASS_DATABASE,
	FR_CLASS_NAME, /* of a table, index, setting */
	FR_CLASS_NUMBER,
	FR_CLASS_TIME,
	FR_CLASS_ENUM,    /* one of a few words that PostgreSQL or the recorder knows */
	FR_CLASS_SETTING, /* the value of a setting */
	FR_CLASS_TEXT
};

struct fr_field {
	char *name; /* column, or scope.column */
	size_t length;
	enum fr_class class;
};

/* What was found last for a name that leads to this place: each row asks for the same names again. */
struct fr_field_found {
	char name[64]; /* scope.column */
	size_t length;
	enum fr_class class;
};

#define FR_FIELDS_FOUND 512

struct fr_fields {
	struct fr_field *slots; /* a hash table */
	size_t size, used;
	struct fr_field *endings; /* "*_ms": how names end that no slot has; in the order of the files */
	size_t ending_count;
	struct fr_field_found *found; /* FR_FIELDS_FOUND of them */
	jv words;                     /* values of settings that may be shown, as keys */
};

/* Read the files; of two that name a field the user's own counts. FR_EX_CONFIG when one is not good. */
int fr_fields_load(struct fr_fields *fields, const struct fr_share *share, struct fr_error *err);
void fr_fields_release(struct fr_fields *fields);

/* The class of a member: scope.key, else key, else how it ends. Scope is the section's name. Borrows key. */
enum fr_class fr_fields_class(struct fr_fields *fields, const char *scope, jv key);

/* Does text have the form that values of this class have? True for those that have none. */
bool fr_fields_fits(const struct fr_fields *fields, enum fr_class class, const char *text, size_t length);

#endif

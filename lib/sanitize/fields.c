#include "sanitize/fields.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

static const char *const class_names[] = {
	[FR_CLASS_SQL] = "sql",   [FR_CLASS_PLAN] = "plan",       [FR_CLASS_USER] = "user",
	[FR_CLASS_APP] = "app",   [FR_CLASS_HOST] = "host",       [FR_CLASS_DATABASE] = "database",
	[FR_CLASS_NAME] = "name", [FR_CLASS_NUMBER] = "number",   [FR_CLASS_TIME] = "time",
	[FR_CLASS_ENUM] = "enum", [FR_CLASS_SETTING] = "setting", [FR_CLASS_TEXT] = "text",
};

static enum fr_class class_of(const char *name)
{
	for (size_t i = 1; i < sizeof(class_names) / sizeof(class_names[0]); i++)
		if (strcmp(class_names[i], name) == 0)
			return (enum fr_class)i;
	return FR_CLASS_NONE;
}

#define HASH_START UINT64_C(14695981039346656037)

static uint64_t hash(uint64_t state, const char *text, size_t length) /* FNV-1a */
{
	for (size_t i = 0; i < length; i++)
		state = (state ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
	return state;
}

/* The slot that holds scope.name (or name when scope_length is 0), or the free one where it would be. */
static struct fr_field *slot(const struct fr_fields *fields, const char *scope, size_t scope_length, const char *name,
			     size_t length)
{
	size_t dot = scope_length > 0, whole = scope_length + dot + length;
	uint64_t at = hash(HASH_START, scope, scope_length);

	at = hash(at, ".", dot);
	at = hash(at, name, length);
	for (;; at++) {
		struct fr_field *field = &fields->slots[at & (fields->size - 1)];

		if (field->name == NULL)
			return field;
		if (field->length == whole && memcmp(field->name, scope, scope_length) == 0 &&
		    memcmp(field->name + scope_length + dot, name, length) == 0 &&
		    (dot == 0 || field->name[scope_length] == '.'))
			return field;
	}
}

static void grow(struct fr_fields *fields)
{
	struct fr_field *old = fields->slots;
	size_t size = fields->size;

	fields->size = size == 0 ? 512 : size * 2;
	fields->slots = calloc(fields->size, sizeof(*fields->slots));
	if (fields->slots == NULL)
		abort();
	for (size_t i = 0; i < size; i++)
		if (old[i].name != NULL)
			*slot(fields, "", 0, old[i].name, old[i].length) = old[i];
	free(old);
}

/* The first file that names a field wins: the user's folder comes first. */
static void add(struct fr_fields *fields, const char *name, enum fr_class class)
{
	struct fr_field *field;

	if (name[0] == '*') {
		fields->endings = reallocarray(fields->endings, fields->ending_count + 1, sizeof(*fields->endings));
		if (fields->endings == NULL)
			abort();
		field = &fields->endings[fields->ending_count++];
		name++;
	} else {
		if (fields->used * 2 >= fields->size)
			grow(fields);
		field = slot(fields, "", 0, name, strlen(name));
		if (field->name != NULL)
			return;
		fields->used++;
	}
	*field = (struct fr_field){ .name = strdup(name), .length = strlen(name), .class = class };
	if (field->name == NULL)
		abort();
}

/* {"sql": ["query", …], "number": […]}: the fields of one scope, "" being all. */
static int add_classes(struct fr_fields *fields, const char *path, const char *scope, jv classes, struct fr_error *err)
{
	char name[256];
	int result = 0;

	jv_object_foreach (classes, key, list) {
		enum fr_class class = class_of(jv_string_value(key));

		if (class == FR_CLASS_NONE || jv_get_kind(list) != JV_KIND_ARRAY) {
			result = fr_error_set(err, FR_EX_CONFIG,
					      "'%s': '%s' is no class of fields with an array of names", path,
					      jv_string_value(key));
		} else {
			jv_array_foreach (list, i, column) {
				if (jv_get_kind(column) == JV_KIND_STRING) {
					snprintf(name, sizeof(name), "%s%s%s", scope, *scope != '\0' ? "." : "",
						 jv_string_value(column));
					add(fields, name, class);
				}
				jv_free(column);
			}
		}
		jv_free(key);
		jv_free(list);
	}
	return result;
}

static int load_file(struct fr_fields *fields, const char *path, struct fr_error *err)
{
	jv file = fr_json_file(path);
	jv columns = fr_json_get(file, "columns");
	jv scopes = fr_json_get(file, "scopes");
	jv words = fr_json_get(file, "setting_words");
	int result = 0;

	if (jv_get_kind(file) != JV_KIND_OBJECT)
		result = fr_error_set(err, FR_EX_CONFIG, "'%s' is not a JSON object", path);
	if (result == 0 && jv_get_kind(columns) == JV_KIND_OBJECT)
		result = add_classes(fields, path, "", columns, err);
	if (result == 0 && jv_get_kind(scopes) == JV_KIND_OBJECT)
		jv_object_foreach (scopes, scope, classes) {
			if (result == 0 && jv_get_kind(classes) == JV_KIND_OBJECT)
				result = add_classes(fields, path, jv_string_value(scope), classes, err);
			jv_free(scope);
			jv_free(classes);
		}
	if (jv_get_kind(words) == JV_KIND_ARRAY)
		jv_array_foreach (words, i, word) {
			if (jv_get_kind(word) == JV_KIND_STRING)
				fields->words = jv_object_set(fields->words, word, jv_true());
			else
				jv_free(word);
		}
	jv_free(words);
	jv_free(scopes);
	jv_free(columns);
	jv_free(file);
	return result;
}

/*
 * The user's own files first. fr_share_list gives each name once, from the first folder that has it, sorted; the name
 * tells nothing about whose it is, so that the one file that is ours is read last.
 */
int fr_fields_load(struct fr_fields *fields, const struct fr_share *share, struct fr_error *err)
{
	struct fr_share_files files;
	int result = 0;

	*fields = (struct fr_fields){ .words = jv_object(), .found = calloc(FR_FIELDS_FOUND, sizeof(*fields->found)) };
	if (fields->found == NULL)
		abort();
	grow(fields);
	if (fr_share_list(share, "sanitize", ".json", &files, err) < 0)
		return -1;
	for (size_t i = files.count; i-- > 0 && result == 0;)
		if (strncmp(files.files[i].name, "fields", strlen("fields")) == 0)
			result = load_file(fields, files.files[i].path, err);
	fr_share_files_release(&files);
	if (result == 0 && fields->used == 0)
		return fr_error_set(err, FR_EX_CONFIG, "cannot find 'sanitize/fields.json' in any share folder");
	return result;
}

void fr_fields_release(struct fr_fields *fields)
{
	for (size_t i = 0; i < fields->size; i++)
		free(fields->slots[i].name);
	for (size_t i = 0; i < fields->ending_count; i++)
		free(fields->endings[i].name);
	free(fields->slots);
	free(fields->endings);
	free(fields->found);
	jv_free(fields->words);
	*fields = (struct fr_fields){ .words = jv_invalid() };
}

static enum fr_class find_class(const struct fr_fields *fields, const char *scope, const char *name, size_t length)
{
	const struct fr_field *field = slot(fields, scope, strlen(scope), name, length);

	if (field->name == NULL && strcmp(scope, "plan") == 0)
		return FR_CLASS_NONE; /* a plan's fields are an allow-list of their own */
	if (field->name == NULL)
		field = slot(fields, "", 0, name, length);
	if (field->name != NULL)
		return field->class;
	for (size_t i = 0; i < fields->ending_count; i++) {
		const struct fr_field *ending = &fields->endings[i];

		if (length > ending->length &&
		    memcmp(name + length - ending->length, ending->name, ending->length) == 0)
			return ending->class;
	}
	return FR_CLASS_NONE;
}

enum fr_class fr_fields_class(struct fr_fields *fields, const char *scope, jv key)
{
	const char *name = jv_string_value(key);
	size_t length = (size_t)jv_string_length_bytes(jv_copy(key));
	size_t scope_length = strlen(scope), whole = scope_length + 1 + length;
	unsigned long at =
	    jv_string_hash(jv_copy(key)) + scope_length * 31 + (unsigned char)scope[0]; /* libjq kept it */
	struct fr_field_found *found = &fields->found[at % FR_FIELDS_FOUND];

	if (whole > sizeof(found->name))
		return find_class(fields, scope, name, length);
	if (found->length != whole || memcmp(found->name, scope, scope_length) != 0 ||
	    found->name[scope_length] != '.' || memcmp(found->name + scope_length + 1, name, length) != 0) {
		memcpy(found->name, scope, scope_length);
		found->name[scope_length] = '.';
		memcpy(found->name + scope_length + 1, name, length);
		found->length = whole;
		found->class = find_class(fields, scope, name, length);
	}
	return found->class;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* 42, -1.5e10, 12 kB, 89.5 %, 0/16B3748, 3 days 00:00:34.3; a name cannot look like it. */
static bool is_number(const char *text, size_t length)
{
	size_t letters = 0;

	if (length == 0 || length > 40 ||
	    !(is_digit(text[0]) || (length > 1 && (text[0] == '-' || text[0] == '+') && is_digit(text[1]))))
		return false;
	for (size_t i = 1; i < length; i++) {
		letters = is_letter(text[i]) ? letters + 1 : 0;
		if (letters > 7 || !(letters > 0 || is_digit(text[i]) || memchr("-+.,:/% ", text[i], 8) != NULL))
			return false;
	}
	return true;
}

/* 2026-11-23T10:00:00.5Z and its like. */
static bool is_time(const char *text, size_t length)
{
	if (length < 4 || length > 40)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_digit(text[i]) && (text[i] == '\0' || memchr("-+:. TZ", text[i], 7) == NULL))
			return false;
	return true;
}

static bool is_enum(const char *text, size_t length)
{
	if (length == 0 || length > 64 || !is_letter(text[0]))
		return false;
	for (size_t i = 1; i < length; i++)
		if (!is_letter(text[i]) && !is_digit(text[i]) &&
		    (text[i] == '\0' || memchr("_ -:.,/()", text[i], 9) == NULL))
			return false;
	return true;
}

/* A number, or words from the list with commas between. */
static bool is_setting(const struct fr_fields *fields, const char *text, size_t length)
{
	size_t word;

	if (is_number(text, length))
		return true;
	for (size_t at = 0; at < length; at += word + 1) {
		const char *comma = memchr(text + at, ',', length - at);

		while (at < length && text[at] == ' ')
			at++;
		word = comma == NULL ? length - at : (size_t)(comma - text) - at;
		if (!jv_object_has(jv_copy(fields->words), jv_string_sized(text + at, (int)word)))
			return false;
	}
	return length > 0;
}

bool fr_fields_fits(const struct fr_fields *fields, enum fr_class class, const char *text, size_t length)
{
	switch (class) {
	case FR_CLASS_NUMBER:
		return is_number(text, length);
	case FR_CLASS_TIME:
		return is_time(text, length);
	case FR_CLASS_ENUM:
		return is_enum(text, length);
	case FR_CLASS_SETTING:
		return is_setting(fields, text, length);
	default:
		return true;
	}
}

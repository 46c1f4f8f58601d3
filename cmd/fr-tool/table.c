#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "header.h"
#include "json.h"

static const char *const json_types[] = {
	[TYPE_TEXT] = "string",     [TYPE_INTEGER] = "integer",    [TYPE_NUMERIC] = "number",
	[TYPE_BOOLEAN] = "boolean", [TYPE_TIMESTAMPTZ] = "string", [TYPE_INTERVAL] = "string",
};

/* A tool may be a section of the evidence: -- section: NAME. */
static int load_section(struct tool *tool, const struct fr_share *share, const char *source, const char *section,
			struct fr_error *err)
{
	char name[128], *fallback;

	snprintf(name, sizeof(name), "context/%s/%s.sql", source, section);
	free(tool->sql);
	tool->sql = fr_share_text(share, name, NULL, err);
	if (tool->sql == NULL)
		return fr_error_hint(err, "the tool '%s' names this section", tool->name);
	snprintf(name, sizeof(name), "context/%s/%s.fallback.sql", source, section);
	fallback = fr_share_path(share, name);
	if (fallback == NULL)
		return 0;
	tool->fallback = fr_share_read(fallback, NULL, err);
	free(fallback);
	return tool->fallback != NULL ? 0 : -1;
}

static int load(struct tool *tool, const struct fr_share *share, const struct fr_share_file *file, const char *source,
		struct fr_error *err)
{
	char *text = fr_share_read(file->path, NULL, err);
	char *section = NULL;
	int result;

	if (text == NULL)
		return -1;
	tool->name = strdup(file->name);
	if (tool->name == NULL)
		abort();
	result = header_read(tool, text, file->path, &section, err);
	if (result == 0 && section != NULL)
		result = load_section(tool, share, source, section, err);
	free(section);
	free(text);
	return result;
}

int table_load(struct table *table, const struct fr_share *share, bool recording, struct fr_error *err)
{
	const char *source = recording ? "recording" : "flight_recorder";
	struct fr_share_files files;
	int result = 0;

	*table = (struct table){ 0 };
	if (fr_share_list(share, recording ? "tools/recording" : "tools", ".sql", &files, err) < 0)
		return -1;
	table->tools = calloc(files.count + 1, sizeof(*table->tools));
	if (table->tools == NULL)
		abort();
	for (size_t i = 0; result == 0 && i < files.count; i++)
		result = load(&table->tools[table->count++], share, &files.files[i], source, err);
	fr_share_files_release(&files);
	if (result == 0 && table->count == 0)
		result = fr_error_set(err, FR_EX_CONFIG, "there are no tools in any share folder");
	if (result < 0)
		table_release(table);
	return result;
}

static void release(struct tool *tool)
{
	for (int i = 0; i < tool->count; i++) {
		free(tool->parameters[i].name);
		free(tool->parameters[i].fallback);
		free(tool->parameters[i].help);
	}
	free(tool->name);
	free(tool->description);
	free(tool->sql);
	free(tool->fallback);
}

void table_release(struct table *table)
{
	for (size_t i = 0; i < table->count; i++)
		release(&table->tools[i]);
	free(table->tools);
	*table = (struct table){ 0 };
}

const struct tool *table_find(const struct table *table, const char *name)
{
	for (size_t i = 0; i < table->count; i++)
		if (strcmp(table->tools[i].name, name) == 0)
			return &table->tools[i];
	return NULL;
}

static jv property(const struct parameter *parameter)
{
	jv schema = fr_json_set(jv_object(), "type", jv_string(json_types[parameter->type]));

	schema = fr_json_set(schema, "description", jv_string(parameter->help));
	if (parameter->ranged) {
		schema = fr_json_set(schema, "minimum", jv_number((double)parameter->first));
		schema = fr_json_set(schema, "maximum", jv_number((double)parameter->last));
	}
	return schema;
}

jv tool_schema(const struct tool *tool)
{
	jv properties = jv_object(), required = jv_array();
	jv schema = fr_json_set(jv_object(), "type", jv_string("object"));
	jv made = fr_json_set(jv_object(), "name", jv_string(tool->name));

	for (int i = 0; i < tool->count; i++) {
		const struct parameter *parameter = &tool->parameters[i];

		properties = fr_json_set(properties, parameter->name, property(parameter));
		if (parameter->required)
			required = jv_array_append(required, jv_string(parameter->name));
	}
	schema = fr_json_set(schema, "properties", properties);
	schema = fr_json_set(schema, "required", required);
	schema = fr_json_set(schema, "additionalProperties", jv_false());
	made = fr_json_set(made, "description", jv_string(tool->description));
	return fr_json_set(made, "input_schema", schema);
}

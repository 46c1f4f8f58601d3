#include "tools_list.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "json.h"
#include "process.h"
#include "shell.h"

#define LIST_MS 10000
#define TOOLS_MOST 64

/* As all vendors take it. */
static bool is_name(jv name)
{
	const char *text = jv_get_kind(name) == JV_KIND_STRING ? jv_string_value(name) : "";
	size_t length = strlen(text);

	return length > 0 && length <= 64 &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == length;
}

/* The three members that vendors are told. Consumes tool; invalid when it is no tool. */
static jv tool_of(jv tool)
{
	jv name = fr_json_get(tool, "name"), text = fr_json_get(tool, "description");
	jv schema = fr_json_get(tool, "input_schema"), type = fr_json_get(schema, "type");
	bool good = is_name(name) && jv_get_kind(text) == JV_KIND_STRING && jv_get_kind(type) == JV_KIND_STRING &&
		    strcmp(jv_string_value(type), "object") == 0;
	jv made = fr_json_set(jv_object(), "name", name);

	jv_free(tool);
	jv_free(type);
	made = fr_json_set(fr_json_set(made, "description", text), "input_schema", schema);
	if (good)
		return made;
	jv_free(made);
	return jv_invalid();
}

/* Consumes listed. */
static int take_list(jv *offered, jv listed, struct fr_error *err)
{
	jv known = jv_object();
	int result = 0;

	if (jv_get_kind(listed) != JV_KIND_ARRAY || jv_array_length(jv_copy(listed)) == 0)
		result = fr_error_set(err, FR_EX_CONFIG, "it gives no list of tools");
	else if (jv_array_length(jv_copy(listed)) > TOOLS_MOST)
		result = fr_error_set(err, FR_EX_CONFIG, "it names more than %d tools", TOOLS_MOST);
	for (int i = 0; result == 0 && i < jv_array_length(jv_copy(listed)); i++) {
		jv tool = tool_of(jv_array_get(jv_copy(listed), i));
		char *name = fr_json_text(tool, "name");

		if (name == NULL)
			result = fr_error_set(
			    err, FR_EX_CONFIG,
			    "its tool %d lacks a name, a description, or an input_schema of an object", i + 1);
		else if (fr_json_true(known, name))
			result = fr_error_set(err, FR_EX_CONFIG, "it names the tool '%s' twice", name);
		else
			known = fr_json_set(known, name, jv_copy(tool));
		free(name);
		jv_free(tool);
	}
	jv_free(listed);
	jv_object_foreach (known, name, tool) {
		*offered = jv_array_append(*offered, tool);
		jv_free(name);
	}
	jv_free(known);
	*offered = jv_sort(*offered, jv_copy(*offered));
	return result;
}

/* The command has said why on standard error. What its status says of a server, a file or a right holds for us, too. */
static int failed(int status, struct fr_error *err)
{
	int code = fr_shell_status(status);
	bool ours = code == FR_EX_UNAVAILABLE || code == FR_EX_IOERR || code == FR_EX_TEMPFAIL || code == FR_EX_NOPERM;

	return fr_error_set(err, ours ? (enum fr_exit)code : FR_EX_CONFIG, "it ended with status %d", code);
}

int tools_list(jv *offered, const char *command, struct fr_error *err)
{
	int64_t deadline = fr_http_now_ms() + LIST_MS, left;
	struct process process;
	int state = 0;
	int result;

	*offered = jv_array();
	if (process_start(&process, command, "", err) < 0)
		return -1;
	while ((state = process_read(&process)) == 0 && (left = deadline - fr_http_now_ms()) > 0) {
		struct pollfd output = { .fd = process.fd, .events = POLLIN };

		poll(&output, 1, process.fd >= 0 ? (int)left : PROCESS_LOOK_MS);
	}
	if (state <= 0)
		result =
		    fr_error_set(err, FR_EX_CONFIG, state < 0 ? "its list is too long" : "it takes more than 10 s");
	else if (process.status != 0)
		result = failed(process.status, err);
	else
		result = take_list(
		    offered,
		    jv_parse_sized(process.output.length > 0 ? process.output.data : "", (int)process.output.length),
		    err);
	process_end(&process);
	return result;
}

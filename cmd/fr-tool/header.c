#include "header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bytes.h"

static const char *const type_names[] = {
	[TYPE_TEXT] = "text",       [TYPE_INTEGER] = "integer",         [TYPE_NUMERIC] = "numeric",
	[TYPE_BOOLEAN] = "boolean", [TYPE_TIMESTAMPTZ] = "timestamptz", [TYPE_INTERVAL] = "interval",
};

#define TYPES (sizeof(type_names) / sizeof(type_names[0]))

static char *copy(const char *text, size_t length)
{
	char *made = strndup(text, length);

	if (made == NULL)
		abort();
	return made;
}

/* The next word of *text, which moves behind it; "" at the end. */
static void next_word(const char **text, char word[64])
{
	size_t length;

	*text += strspn(*text, " ");
	length = strcspn(*text, " ");
	snprintf(word, 64, "%.*s", (int)length, *text);
	*text += length;
}

static bool take_type(struct parameter *parameter, const char *word)
{
	for (size_t i = 0; i < TYPES; i++)
		if (strcmp(type_names[i], word) == 0) {
			parameter->type = (enum tool_type)i;
			return true;
		}
	return false;
}

/* "required", "1..1000", "= 25", in any order. */
static bool take_rest(struct parameter *parameter, const char *text)
{
	char word[64];

	for (next_word(&text, word); *word != '\0'; next_word(&text, word)) {
		if (strcmp(word, "required") == 0) {
			parameter->required = true;
		} else if (strcmp(word, "=") == 0) {
			next_word(&text, word);
			parameter->fallback = copy(word, strlen(word));
		} else if (sscanf(word, "%ld..%ld", &parameter->first, &parameter->last) == 2) {
			parameter->ranged = true;
		} else {
			return false;
		}
	}
	return true;
}

/* "start_time timestamptz required: where the window starts" */
static bool take_parameter(struct tool *tool, const char *value)
{
	struct parameter *parameter = &tool->parameters[tool->count];
	const char *colon = strstr(value, ": ");
	char word[64];
	char *shape;
	bool good;

	if (colon == NULL || tool->count == TOOL_PARAMETERS)
		return false;
	tool->count++;
	*parameter = (struct parameter){ .help = copy(colon + 2, strlen(colon + 2)) };
	shape = copy(value, (size_t)(colon - value));
	value = shape;
	next_word(&value, word);
	parameter->name = copy(word, strlen(word));
	next_word(&value, word);
	good = *parameter->name != '\0' && take_type(parameter, word) && take_rest(parameter, value);
	free(shape);
	return good;
}

static bool take_statement(struct tool *tool, const char *value)
{
	tool->statement = strcmp(value, "run") == 0       ? STATEMENT_RUN :
			  strcmp(value, "explain") == 0   ? STATEMENT_EXPLAIN :
			  strcmp(value, "try_index") == 0 ? STATEMENT_TRY_INDEX :
							    STATEMENT_NONE;
	return tool->statement != STATEMENT_NONE;
}

static bool take(struct tool *tool, const char *entry, char **section)
{
	const char *value = strstr(entry, ": ");
	size_t key = value != NULL ? (size_t)(value - entry) : 0;
	char **text = NULL;

	if (value == NULL)
		return false;
	value += 2;
	if (key == 9 && memcmp(entry, "parameter", key) == 0)
		return take_parameter(tool, value);
	if (key == 9 && memcmp(entry, "statement", key) == 0)
		return take_statement(tool, value);
	if (key == 11 && memcmp(entry, "description", key) == 0)
		text = &tool->description;
	else if (key == 7 && memcmp(entry, "section", key) == 0)
		text = section;
	if (text == NULL || *text != NULL)
		return false;
	*text = copy(value, strlen(value));
	return true;
}

/* "-- key: value", and the lines after it that go on with "--   ". The caller frees it; *text moves behind it. */
static char *read_entry(const char **text, unsigned long *line)
{
	struct fr_bytes entry = { 0 };

	for (size_t skip = 3;; skip = 4) {
		size_t end = strcspn(*text, "\n");

		if (end > skip)
			fr_bytes_add(&entry, *text + skip, end - skip);
		*text += end + ((*text)[end] == '\n');
		++*line;
		if (strncmp(*text, "--   ", 5) != 0)
			break;
	}
	fr_bytes_add(&entry, "", 1);
	return entry.data;
}

int header_read(struct tool *tool, const char *text, const char *path, char **section, struct fr_error *err)
{
	unsigned long line = 1;

	*section = NULL;
	while (strncmp(text, "-- ", 3) == 0) {
		unsigned long began = line;
		char *entry = read_entry(&text, &line);
		bool good = take(tool, entry, section);

		free(entry);
		if (!good)
			return fr_error_set(err, FR_EX_CONFIG, "%s:%lu: not a line of a tool's header", path, began);
	}
	tool->sql = copy(text, strlen(text));
	if (tool->description == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "%s: no line '-- description: …'", path);
	return 0;
}

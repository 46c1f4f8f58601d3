#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_postgresql.h"

/* The end of what begins at text and holds no parameters: a comment or something in quotes; text when it is neither. */
static const char *skip(const char *text)
{
	const char *end;

	if (text[0] == '-' && text[1] == '-')
		return text + strcspn(text, "\n");
	if (text[0] == '/' && text[1] == '*') {
		end = strstr(text + 2, "*/");
		return end != NULL ? end + 2 : text + strlen(text);
	}
	if (text[0] == '\'' || text[0] == '"') {
		end = strchr(text + 1, text[0]);
		return end != NULL ? end + 1 : text + strlen(text);
	}
	return text[0] == ':' && text[1] == ':' ? text + 2 : text;
}

/* The number of the parameter, which is added when it is new. */
static int number_of(struct fr_postgresql_statement *statement, const char *name, size_t length)
{
	for (int i = 0; i < statement->count; i++)
		if (strlen(statement->parameters[i]) == length && strncmp(statement->parameters[i], name, length) == 0)
			return i + 1;
	statement->parameters =
	    reallocarray(statement->parameters, (size_t)statement->count + 1, sizeof(*statement->parameters));
	if (statement->parameters == NULL)
		abort();
	statement->parameters[statement->count++] = strndup(name, length);
	return statement->count;
}

/* Where the statement itself begins: behind comments. */
static const char *beginning(const char *text)
{
	for (;;) {
		text += strspn(text, " \t\n");
		if (strncmp(text, "--", 2) != 0 && strncmp(text, "/*", 2) != 0)
			return text;
		text = skip(text);
	}
}

/* Puts $1 for :name, the way the server wants it. */
static void number_parameters(struct fr_postgresql_statement *statement, const char *text)
{
	size_t bytes;
	FILE *out = open_memstream(&statement->sql, &bytes);

	if (out == NULL)
		abort();
	while (*text != '\0') {
		const char *end = skip(text);
		size_t length = 1;

		if (end > text) {
			fwrite(text, 1, (size_t)(end - text), out);
			text = end;
		} else if (text[0] == ':' && (isalpha((unsigned char)text[1]) || text[1] == '_')) {
			while (isalnum((unsigned char)text[length]) || text[length] == '_')
				length++;
			fprintf(out, "$%d", number_of(statement, text + 1, length - 1));
			text += length;
		} else {
			fputc(*text++, out);
		}
	}
	fclose(out);
}

const struct fr_postgresql_statement *fr_postgresql_statement(struct fr_postgresql *pg, const char *name,
							      struct fr_error *err)
{
	struct fr_postgresql_statement *statement = pg->statements;
	char *text;

	while (statement != NULL && strcmp(statement->name, name) != 0)
		statement = statement->next;
	if (statement != NULL)
		return statement;
	text = fr_store_statement(&pg->store, name, err);
	if (text == NULL)
		return NULL;
	statement = calloc(1, sizeof(*statement));
	if (statement == NULL)
		abort();
	number_parameters(statement, text);
	free(text);
	statement->name = strdup(name);
	statement->changes = strncasecmp(beginning(statement->sql), "SELECT", 6) != 0;
	statement->next = pg->statements;
	pg->statements = statement;
	return statement;
}

void fr_postgresql_forget_statements(struct fr_postgresql *pg)
{
	while (pg->statements != NULL) {
		struct fr_postgresql_statement *statement = pg->statements;

		pg->statements = statement->next;
		for (int i = 0; i < statement->count; i++)
			free(statement->parameters[i]);
		free(statement->parameters);
		free(statement->sql);
		free(statement->name);
		free(statement);
	}
}

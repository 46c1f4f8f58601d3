#include "sampler_server.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "session.h"

#define CONNECT_TIMEOUT 10 /* seconds */

static char *copy(const char *text, size_t length)
{
	char *new = strndup(text, length);

	if (new == NULL)
		abort();
	return new;
}

/* "io.16": the length of "io", and 16; 0 when it is not of that form. */
static size_t split(const char *file, int *major)
{
	const char *dot = strrchr(file, '.');
	char *end;

	if (dot == NULL)
		return 0;
	*major = (int)strtol(dot + 1, &end, 10);
	return *end == '\0' && end != dot + 1 ? (size_t)(dot - file) : 0;
}

/* Of the variants of a part, is this the one for the server: the newest that is not newer than it? */
static bool fits(const struct fr_share_files *files, size_t which, int server)
{
	int own, other;
	size_t length = split(files->files[which].name, &own);

	if (length == 0 || own > server)
		return false;
	for (size_t i = 0; i < files->count; i++)
		if (split(files->files[i].name, &other) == length && other > own && other <= server &&
		    strncmp(files->files[i].name, files->files[which].name, length) == 0)
			return false;
	return true;
}

/* folder/name when share/record has it, else fallback as a copy, else NULL. */
static char *script(const struct fr_share *share, const char *folder, const char *name, const char *fallback)
{
	char file[256];
	char *path;

	snprintf(file, sizeof(file), "record/%s/%s.sql", folder, name);
	path = fr_share_path(share, file);
	if (path == NULL)
		return fallback != NULL ? copy(fallback, strlen(fallback)) : NULL;
	free(path);
	snprintf(file, sizeof(file), "%s/%s", folder, name);
	return copy(file, strlen(file));
}

/* The text with the schema of pg_stat_statements for each :schema, as psql does it; consumes text. NULL: there is no
 * schema. */
static char *with_schema(char *text, const char *schema)
{
	static const char variable[] = ":schema.";
	char *found;

	while ((found = strstr(text, variable)) != NULL) {
		size_t before = (size_t)(found - text), size = strlen(text) + (schema != NULL ? strlen(schema) : 0) + 2;
		char *new = schema != NULL ? malloc(size) : NULL;

		if (new != NULL)
			snprintf(new, size, "%.*s%s.%s", (int)before, text, schema, found + strlen(variable));
		free(text);
		if (new == NULL)
			return NULL;
		text = new;
	}
	return text;
}

static int add_part(struct fr_sampler_server *server, const struct fr_share *share, const struct fr_share_file *file,
		    const char *schema, struct fr_error *err)
{
	struct fr_sampler_part part = { 0 };
	struct fr_error refused = { 0 };
	char *text = fr_share_read(file->path, NULL, err);
	int major, prepared;

	if (text == NULL)
		return -1;
	text = with_schema(text, schema);
	if (text == NULL)
		return 0;
	part.name = copy(file->name, split(file->name, &major));
	part.store = script(share, "store", part.name, "store/counters");
	part.ask = script(share, "ask", part.name, NULL);
	prepared = fr_session_prepare(server->db, part.name, text, FR_SAMPLER_TIMEOUT, &refused);
	free(text);
	if (prepared < 0)
		part.refused = copy(refused.message, strlen(refused.message));
	server->parts = realloc(server->parts, (server->count + 1) * sizeof(*server->parts));
	if (server->parts == NULL)
		abort();
	server->parts[server->count++] = part;
	if (prepared < 0 && refused.code == FR_EX_UNAVAILABLE) {
		*err = refused;
		return -1;
	}
	return 0;
}

static int add_parts(struct fr_sampler_server *server, const struct fr_share *share, struct fr_error *err)
{
	struct fr_share_files files;
	jv about = jv_parse(server->about);
	char *schema = fr_json_text(about, "statements_schema");
	int major = fr_database_version(server->db) / 10000, result = 0;

	jv_free(about);
	if (fr_share_list(share, "record/snapshot", ".sql", &files, err) < 0)
		result = -1;
	for (size_t i = 0; result == 0 && i < files.count; i++)
		if (fits(&files, i, major))
			result = add_part(server, share, &files.files[i], schema, err);
	fr_share_files_release(&files);
	free(schema);
	return result;
}

/* Prepare share/record/NAME.sql as NAME. */
static int prepare(struct fr_sampler_server *server, const struct fr_share *share, const char *name,
		   struct fr_error *err)
{
	char file[64];
	char *text;
	int result;

	snprintf(file, sizeof(file), "record/%s.sql", name);
	text = fr_share_text(share, file, NULL, err);
	if (text == NULL)
		return -1;
	result = fr_session_prepare(server->db, name, text, FR_SAMPLER_TIMEOUT, err);
	free(text);
	return result;
}

static int set_up(struct fr_sampler_server *server, const struct fr_share *share, struct fr_error *err)
{
	int version = fr_database_version(server->db);

	if (version < 130000)
		return fr_error_set(err, FR_EX_UNAVAILABLE,
				    "the server is PostgreSQL %d.%d: 13 is the oldest that can be sampled",
				    version / 10000, version % 10000);
	if (fr_session_start(server->db, err) < 0 || prepare(server, share, "session", err) < 0 ||
	    fr_session_value(server->db, "session", NULL, FR_SAMPLER_TIMEOUT, &server->about, err) < 0)
		return -1;
	if (server->about == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "'record/session.sql' gave no row");
	if (prepare(server, share, "sample", err) < 0)
		return -1;
	return add_parts(server, share, err);
}

int fr_sampler_server_open(struct fr_sampler_server *server, const char *dsn, const char *application_name,
			   const struct fr_share *share, struct fr_error *err)
{
	struct fr_error why;

	*server = (struct fr_sampler_server){ 0 };
	if (fr_database_connect(&server->db, dsn, application_name, CONNECT_TIMEOUT, err) < 0)
		return -1;
	if (set_up(server, share, &why) == 0)
		return 0;
	*err = why;
	if (why.code == FR_EX_PROTOCOL)
		fr_error_set(err, FR_EX_UNAVAILABLE, "the server cannot be sampled: %s", why.message);
	fr_sampler_server_close(server);
	return -1;
}

void fr_sampler_server_close(struct fr_sampler_server *server)
{
	for (size_t i = 0; i < server->count; i++) {
		free(server->parts[i].name);
		free(server->parts[i].store);
		free(server->parts[i].ask);
		free(server->parts[i].refused);
	}
	free(server->parts);
	free(server->about);
	fr_database_free(server->db);
	*server = (struct fr_sampler_server){ 0 };
}

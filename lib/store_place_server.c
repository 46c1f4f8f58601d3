#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "libpq_lazy.h"
#include "store_place.h"

#define SCHEMA_BYTES 63 /* PostgreSQL cuts longer names */

static const char *value_of(const PQconninfoOption *options, const char *keyword)
{
	for (; options != NULL && options->keyword != NULL; options++)
		if (strcmp(options->keyword, keyword) == 0)
			return options->val;
	return NULL;
}

/*
 * In postgresql://user:p@ss@host libpq takes "ss@host" for the host, and says so when it cannot find it. Such strings
 * never get that far: behind the first '@' and before the parameters there is no further one, and none behind a '/'.
 */
static bool ambiguous(const char *conninfo)
{
	const char *body = strstr(conninfo, "://");
	size_t end, user;

	if (body == NULL)
		return false;
	body += 3;
	end = strcspn(body, "?");
	user = strcspn(body, "@/?");
	return memchr(body + user + (body[user] == '@'), '@', end - user - (body[user] == '@')) != NULL;
}

/* libpq's message in its own memory, without what it repeats of the string: that may be of the password. */
static const char *mask(char *message)
{
	bool quoted = false;
	char *to = message;

	for (const char *from = message; *from != '\0' && *from != '\n'; from++) {
		quoted ^= *from == '"';
		if (!quoted)
			*to++ = *from;
		else if (*from == '"')
			*to++ = '"';
	}
	*to = '\0';
	return message;
}

static PQconninfoOption *parse(const char *conninfo, struct fr_error *err)
{
	char *message = NULL;
	PQconninfoOption *options = NULL;

	if (ambiguous(conninfo)) {
		fr_error_set(err, FR_EX_CONFIG, "'store' has an '@' too many for an address");
	} else {
		options = PQconninfoParse(conninfo, &message);
		if (options == NULL)
			fr_error_set(err, FR_EX_CONFIG, "'store' is not a connection string: %s",
				     message != NULL ? mask(message) : "out of memory");
	}
	if (options == NULL)
		fr_error_hint(err, "in an address, @ : / ? and %% of a password are written %%40 %%3A %%2F %%3F %%25; "
				   "better, leave it to ~/.pgpass");
	PQfreemem(message);
	return options;
}

/* What the string says, else what libpq would take for it. */
static const char *either(const PQconninfoOption *given, const PQconninfoOption *defaults, const char *keyword)
{
	const char *value = value_of(given, keyword);

	if (value == NULL || value[0] == '\0')
		value = value_of(given, "service") == NULL ? value_of(defaults, keyword) : NULL;
	return value != NULL ? value : "";
}

/* postgresql://HOST:PORT/DATABASE?store_schema=SCHEMA, without what goes without saying, and never the password. */
static char *name_of(const PQconninfoOption *given, const PQconninfoOption *defaults, const char *schema)
{
	const char *host = either(given, defaults, value_of(given, "host") == NULL ? "hostaddr" : "host");
	const char *port = either(given, defaults, "port"), *database = either(given, defaults, "dbname");
	const char *service = value_of(given, "service");
	const char *join = "?";
	char *name = NULL;
	size_t bytes;
	FILE *out = open_memstream(&name, &bytes);

	if (out == NULL)
		abort();
	if (host[0] == '\0')
		host = either(given, defaults, "host");
	if (database[0] == '\0' && service == NULL)
		database = either(given, defaults, "user");
	fprintf(out, "postgresql://%s", host[0] == '/' ? "" : host);
	if (port[0] != '\0' && strcmp(port, "5432") != 0)
		fprintf(out, ":%s", port);
	fprintf(out, "/%s", database);
	if (host[0] == '/') {
		fprintf(out, "?host=%s", host);
		join = "&";
	}
	if (service != NULL) {
		fprintf(out, "%sservice=%s", join, service);
		join = "&";
	}
	if (strcmp(schema, FR_STORE_SCHEMA) != 0)
		fprintf(out, "%sstore_schema=%s", join, schema);
	fclose(out);
	return name;
}

int fr_store_place_server(struct fr_store_place *place, const char *conninfo, const char *schema, struct fr_error *err)
{
	PQconninfoOption *given, *defaults;

	if (schema[0] == '\0' || strlen(schema) > SCHEMA_BYTES || strncmp(schema, "pg_", 3) == 0)
		return fr_error_set(err, FR_EX_CONFIG, "'store_schema' cannot be '%s'", schema);
	if (fr_libpq_load(err) < 0)
		return -1;
	given = parse(conninfo, err);
	if (given == NULL)
		return -1;
	defaults = PQconndefaults();
	place->name = name_of(given, defaults, schema);
	place->conninfo = strdup(conninfo);
	place->schema = strdup(schema);
	PQconninfoFree(given);
	PQconninfoFree(defaults);
	return 0;
}

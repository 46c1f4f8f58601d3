#include "libpq_lazy.h"

#include <dlfcn.h>
#include <stddef.h>
#include <string.h>

#include <libpq-fe.h>

/* Result, name, parameters, and the parameters' names. */
#define FUNCTIONS(F)                                                                                                   \
	F(PGconn *, PQconnectdbParams, (const char *const *names, const char *const *values, int expand),              \
	  (names, values, expand))                                                                                     \
	F(PGPing, PQpingParams, (const char *const *names, const char *const *values, int expand),                     \
	  (names, values, expand))                                                                                     \
	F(PQconninfoOption *, PQconninfoParse, (const char *conninfo, char **message), (conninfo, message))            \
	F(PQconninfoOption *, PQconndefaults, (void), ())                                                              \
	F(ConnStatusType, PQstatus, (const PGconn *connection), (connection))                                          \
	F(char *, PQerrorMessage, (const PGconn *connection), (connection))                                            \
	F(char *, PQuser, (const PGconn *connection), (connection))                                                    \
	F(int, PQconnectionNeedsPassword, (const PGconn *connection), (connection))                                    \
	F(int, PQconnectionUsedPassword, (const PGconn *connection), (connection))                                     \
	F(int, PQserverVersion, (const PGconn *connection), (connection))                                              \
	F(int, PQsocket, (const PGconn *connection), (connection))                                                     \
	F(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn * connection, PQnoticeProcessor processor, void *state),    \
	  (connection, processor, state))                                                                              \
	F(int, PQsetnonblocking, (PGconn * connection, int on), (connection, on))                                      \
	F(int, PQenterPipelineMode, (PGconn * connection), (connection))                                               \
	F(int, PQexitPipelineMode, (PGconn * connection), (connection))                                                \
	F(int, PQpipelineSync, (PGconn * connection), (connection))                                                    \
	F(int, PQsendQuery, (PGconn * connection, const char *sql), (connection, sql))                                 \
	F(int, PQsendQueryParams,                                                                                      \
	  (PGconn * connection, const char *sql, int count, const Oid *types, const char *const *values,               \
	   const int *lengths, const int *formats, int format),                                                        \
	  (connection, sql, count, types, values, lengths, formats, format))                                           \
	F(char *, PQescapeIdentifier, (PGconn * connection, const char *text, size_t length),                          \
	  (connection, text, length))                                                                                  \
	F(int, PQisBusy, (PGconn * connection), (connection))                                                          \
	F(int, PQflush, (PGconn * connection), (connection))                                                           \
	F(int, PQconsumeInput, (PGconn * connection), (connection))                                                    \
	F(PGresult *, PQgetResult, (PGconn * connection), (connection))                                                \
	F(ExecStatusType, PQresultStatus, (const PGresult *result), (result))                                          \
	F(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))                            \
	F(int, PQntuples, (const PGresult *result), (result))                                                          \
	F(int, PQnfields, (const PGresult *result), (result))                                                          \
	F(char *, PQfname, (const PGresult *result, int field), (result, field))                                       \
	F(Oid, PQftype, (const PGresult *result, int field), (result, field))                                          \
	F(char *, PQgetvalue, (const PGresult *result, int row, int field), (result, row, field))                      \
	F(int, PQgetlength, (const PGresult *result, int row, int field), (result, row, field))                        \
	F(int, PQgetisnull, (const PGresult *result, int row, int field), (result, row, field))

#define PROCEDURES(F)                                                                                                  \
	F(PQfinish, (PGconn * connection), (connection))                                                               \
	F(PQclear, (PGresult * result), (result))                                                                      \
	F(PQfreemem, (void *memory), (memory))                                                                         \
	F(PQconninfoFree, (PQconninfoOption * options), (options))

#define FUNCTION_MEMBER(type, name, parameters, arguments) type(*name) parameters;
#define PROCEDURE_MEMBER(name, parameters, arguments) void(*name) parameters;

static struct functions {
	FUNCTIONS(FUNCTION_MEMBER)
	PROCEDURES(PROCEDURE_MEMBER)
} libpq;

#define FUNCTION(type, name, parameters, arguments)                                                                    \
	type name parameters                                                                                           \
	{                                                                                                              \
		return libpq.name arguments;                                                                           \
	}
#define PROCEDURE(name, parameters, arguments)                                                                         \
	void name parameters                                                                                           \
	{                                                                                                              \
		libpq.name arguments;                                                                                  \
	}

FUNCTIONS(FUNCTION)
PROCEDURES(PROCEDURE)

#define FIND_FUNCTION(type, name, parameters, arguments) { #name, offsetof(struct functions, name) },
#define FIND_PROCEDURE(name, parameters, arguments) { #name, offsetof(struct functions, name) },

static const struct {
	const char *name;
	size_t offset;
} symbols[] = { FUNCTIONS(FIND_FUNCTION) PROCEDURES(FIND_PROCEDURE) };

int fr_libpq_load(struct fr_error *err)
{
	static void *library;

	if (library != NULL)
		return 0;
	library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
	if (library == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "cannot load libpq: %s", dlerror());
		return fr_error_hint(err, "a store in PostgreSQL needs it; Debian's package is libpq5");
	}
	for (size_t i = 0; i < sizeof(symbols) / sizeof(symbols[0]); i++) {
		void *symbol = dlsym(library, symbols[i].name);

		if (symbol == NULL) {
			dlclose(library);
			library = NULL;
			return fr_error_set(err, FR_EX_CONFIG, "libpq is too old: it lacks %s", symbols[i].name);
		}
		memcpy((char *)&libpq + symbols[i].offset, &symbol, sizeof(symbol));
	}
	return 0;
}

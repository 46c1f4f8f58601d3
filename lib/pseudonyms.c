#include "pseudonyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"

enum { DIGITS_LEAST = 4, DIGITS_MOST = 16, WAIT_MS = 10000 };

static const char *const types[] = { "user_", "app_", "host_", "db_" };

/* A name is a blob, because it may hold any byte. */
static const char schema[] = "CREATE TABLE IF NOT EXISTS pseudonyms (pseudonym text PRIMARY KEY, type text NOT NULL, "
			     "name blob NOT NULL, UNIQUE (type, name)) WITHOUT ROWID";
static const char by_pseudonym[] = "SELECT name FROM pseudonyms WHERE pseudonym = ?";
static const char by_name[] = "SELECT pseudonym FROM pseudonyms WHERE type = ? AND name = ?";
static const char insert[] = "INSERT INTO pseudonyms (pseudonym, type, name) VALUES (?, ?, ?)";

size_t fr_pseudonym_length(const char *text, size_t length)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t prefix = strlen(types[i]), at = prefix;

		if (length < prefix || memcmp(text, types[i], prefix) != 0)
			continue;
		while (at < length && ((text[at] >= '0' && text[at] <= '9') || (text[at] >= 'a' && text[at] <= 'f')))
			at++;
		if (at - prefix < DIGITS_LEAST || at - prefix > DIGITS_MOST || (at < length && fr_is_word(text[at])))
			return 0;
		return at;
	}
	return 0;
}

static int fault(const struct fr_pseudonyms *table, const char *doing, struct fr_error *err)
{
	int code = sqlite3_errcode(table->db);

	fr_error_set(err, code == SQLITE_NOTADB ? FR_EX_CONFIG : FR_EX_IOERR, "cannot %s the table of pseudonyms: %s",
		     doing, sqlite3_errmsg(table->db));
	if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
		fr_error_hint(err, "once '%s' is moved away, names that come again get the same pseudonyms",
			      sqlite3_db_filename(table->db, NULL));
	return -1;
}

static int run(const struct fr_pseudonyms *table, const char *sql, const char *doing, struct fr_error *err)
{
	return sqlite3_exec(table->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : fault(table, doing, err);
}

static int prepare(const struct fr_pseudonyms *table, const char *sql, sqlite3_stmt **statement, struct fr_error *err)
{
	if (sqlite3_prepare_v3(table->db, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) != SQLITE_OK)
		return fault(table, "read", err);
	return 0;
}

/* SQLite would make the file with the umask's rights, and follow a link to someone else's. 1: there is none. */
static int make_private(const char *path, bool write, struct fr_error *err)
{
	int fd = open(path, (write ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0 && !write && errno == ENOENT)
		return 1;
	if (fd < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot open '%s': %s", path, strerror(errno));
	close(fd);
	return 0;
}

/* A journal that a dying process left behind can only be rolled back by who may write. */
static int open_at(struct fr_pseudonyms *table, const char *path, bool write, struct fr_error *err)
{
	if (sqlite3_open_v2(path, &table->db, SQLITE_OPEN_READWRITE, NULL) != SQLITE_OK)
		return fault(table, "open", err);
	sqlite3_busy_timeout(table->db, WAIT_MS);
	if (write && run(table, schema, "make", err) < 0)
		return -1;
	if (sqlite3_table_column_metadata(table->db, NULL, "pseudonyms", "name", NULL, NULL, NULL, NULL, NULL) !=
	    SQLITE_OK) {
		if (sqlite3_errcode(table->db) != SQLITE_ERROR)
			return fault(table, "read", err);
		fr_pseudonyms_close(table); /* it is being made */
		return 0;
	}
	if (prepare(table, by_pseudonym, &table->name, err) < 0 || prepare(table, by_name, &table->pseudonym, err) < 0)
		return -1;
	return write ? prepare(table, insert, &table->add, err) : 0;
}

int fr_pseudonyms_open(struct fr_pseudonyms *table, bool write, struct fr_error *err)
{
	char *path = fr_path_state("pseudonyms.db", err);
	int result = -1;

	*table = (struct fr_pseudonyms){ 0 };
	if (path == NULL)
		return -1;
	result = make_private(path, write, err);
	if (result == 0)
		result = open_at(table, path, write, err);
	free(path);
	if (result < 0)
		fr_pseudonyms_close(table);
	return result < 0 ? -1 : 0;
}

void fr_pseudonyms_close(struct fr_pseudonyms *table)
{
	sqlite3_finalize(table->name);
	sqlite3_finalize(table->pseudonym);
	sqlite3_finalize(table->add);
	sqlite3_close(table->db);
	*table = (struct fr_pseudonyms){ 0 };
}

static void bind_name(sqlite3_stmt *statement, int which, jv name)
{
	sqlite3_bind_blob(statement, which, jv_string_value(name), jv_string_length_bytes(jv_copy(name)),
			  SQLITE_STATIC);
}

/* The one value that the statement finds, as a string, or invalid. */
static jv found(sqlite3_stmt *statement, int *code)
{
	jv value = jv_invalid();

	*code = sqlite3_step(statement);
	if (*code == SQLITE_ROW) {
		const char *text = sqlite3_column_blob(statement, 0);

		value = jv_string_sized(text != NULL ? text : "", sqlite3_column_bytes(statement, 0));
	}
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return value;
}

jv fr_pseudonyms_name(const struct fr_pseudonyms *table, const char *pseudonym, size_t length)
{
	int code;

	if (table->db == NULL)
		return jv_invalid();
	sqlite3_bind_text(table->name, 1, pseudonym, (int)length, SQLITE_STATIC);
	return found(table->name, &code);
}

/* Invalid when name has none; then, when the table could not be read, *err. */
static int find(const struct fr_pseudonyms *table, const char *type, jv name, jv *pseudonym, struct fr_error *err)
{
	int code;

	sqlite3_bind_text(table->pseudonym, 1, type, -1, SQLITE_STATIC);
	bind_name(table->pseudonym, 2, name);
	*pseudonym = found(table->pseudonym, &code);
	return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : fault(table, "read", err);
}

/* 1: added; 0: another name has it; -1. */
static int add(const struct fr_pseudonyms *table, const char *pseudonym, const char *type, jv name,
	       struct fr_error *err)
{
	int code;

	sqlite3_bind_text(table->add, 1, pseudonym, -1, SQLITE_STATIC);
	sqlite3_bind_text(table->add, 2, type, -1, SQLITE_STATIC);
	bind_name(table->add, 3, name);
	code = sqlite3_step(table->add);
	sqlite3_reset(table->add);
	sqlite3_clear_bindings(table->add);
	if (code == SQLITE_CONSTRAINT)
		return 0;
	return code == SQLITE_DONE ? 1 : fault(table, "write", err);
}

/* 1: someone is really called that, and has a pseudonym for it. */
static int is_name(const struct fr_pseudonyms *table, const char *type, const char *text, struct fr_error *err)
{
	jv name = jv_string(text), pseudonym;
	int result = find(table, type, name, &pseudonym, err);

	if (result == 0)
		result = jv_is_valid(pseudonym);
	jv_free(pseudonym);
	jv_free(name);
	return result;
}

/* With the table locked: the fewest digits that no other name has, and that are no name. */
static jv take(const struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err)
{
	char pseudonym[64];

	for (int width = DIGITS_LEAST; width <= DIGITS_MOST; width++) {
		int added;

		snprintf(pseudonym, sizeof(pseudonym), "%s_%.*s", type, width, digits);
		added = is_name(table, type, pseudonym, err);
		if (added > 0)
			continue;
		if (added == 0)
			added = add(table, pseudonym, type, name, err);
		if (added != 0)
			return added < 0 ? jv_invalid() : jv_string(pseudonym);
	}
	fr_error_set(err, FR_EX_FAULT, "no pseudonym is left");
	return jv_invalid();
}

jv fr_pseudonyms_give(struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err)
{
	jv pseudonym;

	if (find(table, type, name, &pseudonym, err) < 0 || jv_is_valid(pseudonym))
		return pseudonym;
	jv_free(pseudonym);
	if (!table->adding) {
		if (run(table, "BEGIN IMMEDIATE", "write", err) < 0)
			return jv_invalid();
		table->adding = true;
		if (find(table, type, name, &pseudonym, err) < 0 || jv_is_valid(pseudonym))
			return pseudonym; /* others gave it one meanwhile */
		jv_free(pseudonym);
	}
	return take(table, type, name, digits, err);
}

int fr_pseudonyms_keep(struct fr_pseudonyms *table, struct fr_error *err)
{
	if (!table->adding)
		return 0;
	table->adding = false;
	if (run(table, "COMMIT", "write", err) == 0)
		return 0;
	sqlite3_exec(table->db, "ROLLBACK", NULL, NULL, NULL);
	return -1;
}

#include "pseudonyms.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "paths.h"

enum { DIGITS_LEAST = 4, DIGITS_MOST = 16 };

static const char *const types[] = { "user_", "app_", "host_", "db_" };

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

/* The two bytes that would end a field or a line are written as \t and \n, and the backslash as two. */
static void escape(struct fr_bytes *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		const char *escaped = text[i] == '\n' ? "\\n" :
				      text[i] == '\t' ? "\\t" :
				      text[i] == '\\' ? "\\\\" :
							NULL;

		if (escaped != NULL)
			fr_bytes_add(out, escaped, 2);
		else
			fr_bytes_add(out, text + i, 1);
	}
}

static jv unescape(const char *text, size_t length)
{
	struct fr_bytes out = { 0 };
	jv name;

	for (size_t i = 0; i < length; i++) {
		char c = text[i];

		if (c == '\\' && i + 1 < length) {
			c = text[++i];
			c = (char)(c == 'n' ? '\n' : c == 't' ? '\t' : c);
		}
		fr_bytes_add(&out, &c, 1);
	}
	name = jv_string_sized(out.length > 0 ? out.data : "", (int)out.length);
	fr_bytes_release(&out);
	return name;
}

static jv name_key(const char *type, size_t type_length, jv name)
{
	jv key = jv_string_append_buf(jv_string_sized(type, (int)type_length), "\t", 1);

	return jv_string_concat(key, jv_copy(name));
}

/* Consumes name. */
static void learn(struct fr_pseudonyms *table, const char *pseudonym, size_t length, jv name)
{
	const char *type_end = memrchr(pseudonym, '_', length);
	jv text = jv_string_sized(pseudonym, (int)length);

	table->by_name =
	    jv_object_set(table->by_name, name_key(pseudonym, (size_t)(type_end - pseudonym), name), jv_copy(text));
	table->names = jv_object_set(table->names, text, name);
}

static void learn_line(struct fr_pseudonyms *table, const char *line, size_t length)
{
	const char *tab = memchr(line, '\t', length);
	size_t pseudonym = tab == NULL ? 0 : (size_t)(tab - line);

	if (pseudonym > 0 && fr_pseudonym_length(line, pseudonym) == pseudonym)
		learn(table, line, pseudonym, unescape(tab + 1, length - pseudonym - 1));
}

/* What was added to the file since it was last read, by whomever. */
static int catch_up(struct fr_pseudonyms *table, struct fr_error *err)
{
	char buffer[16384];
	ssize_t got;
	char *end;

	while ((got = pread(table->fd, buffer, sizeof(buffer), (off_t)table->read)) > 0) {
		size_t line = 0;

		table->read += (size_t)got;
		fr_bytes_add(&table->tail, buffer, (size_t)got);
		while ((end = memchr(table->tail.data + line, '\n', table->tail.length - line)) != NULL) {
			learn_line(table, table->tail.data + line, (size_t)(end - table->tail.data) - line);
			line = (size_t)(end - table->tail.data) + 1;
		}
		memmove(table->tail.data, table->tail.data + line, table->tail.length - line);
		table->tail.length -= line;
	}
	if (got < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot read the table of pseudonyms: %s", strerror(errno));
	return 0;
}

int fr_pseudonyms_open(struct fr_pseudonyms *table, bool write, struct fr_error *err)
{
	char *path = fr_path_state("pseudonyms", err);
	int result = 0;

	*table = (struct fr_pseudonyms){ .fd = -1, .names = jv_object(), .by_name = jv_object() };
	if (path == NULL)
		return -1;
	table->fd = write ? open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600) :
			    open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (table->fd >= 0)
		result = catch_up(table, err);
	else if (write || errno != ENOENT)
		result = fr_error_set(err, FR_EX_CONFIG, "cannot open '%s': %s", path, strerror(errno));
	free(path);
	return result;
}

void fr_pseudonyms_close(struct fr_pseudonyms *table)
{
	if (table->fd >= 0)
		close(table->fd);
	fr_bytes_release(&table->tail);
	jv_free(table->names);
	jv_free(table->by_name);
	*table = (struct fr_pseudonyms){ .fd = -1, .names = jv_invalid(), .by_name = jv_invalid() };
}

jv fr_pseudonyms_name(const struct fr_pseudonyms *table, const char *pseudonym, size_t length)
{
	return jv_object_get(jv_copy(table->names), jv_string_sized(pseudonym, (int)length));
}

jv fr_pseudonyms_of(const struct fr_pseudonyms *table, const char *type, jv name)
{
	return jv_object_get(jv_copy(table->by_name), name_key(type, strlen(type), name));
}

/* One line in one write, after whatever part of a line a process left there that died in the middle. */
static int write_down(struct fr_pseudonyms *table, const char *pseudonym, jv name, struct fr_error *err)
{
	struct fr_bytes line = { 0 };
	ssize_t written;
	bool whole;

	if (table->tail.length > 0)
		fr_bytes_add(&line, "\n", 1);
	fr_bytes_text(&line, pseudonym);
	fr_bytes_add(&line, "\t", 1);
	escape(&line, jv_string_value(name), (size_t)jv_string_length_bytes(jv_copy(name)));
	fr_bytes_add(&line, "\n", 1);
	written = write(table->fd, line.data, line.length);
	whole = written >= 0 && (size_t)written == line.length;
	fr_bytes_release(&line);
	if (!whole)
		return fr_error_set(err, FR_EX_IOERR, "cannot write the table of pseudonyms: %s",
				    written < 0 ? strerror(errno) : "the disk is full");
	return 0;
}

/* With the table locked and read to its end: take the fewest digits that no other name has. */
static jv take(struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err)
{
	char pseudonym[64];

	for (int width = DIGITS_LEAST; width <= DIGITS_MOST; width++) {
		size_t length = (size_t)snprintf(pseudonym, sizeof(pseudonym), "%s_%.*s", type, width, digits);
		jv taken = fr_pseudonyms_name(table, pseudonym, length);
		bool free_to_take = !jv_is_valid(taken);

		jv_free(taken);
		if (!free_to_take)
			continue;
		if (write_down(table, pseudonym, name, err) < 0 || catch_up(table, err) < 0)
			return jv_invalid();
		return jv_string_sized(pseudonym, (int)length);
	}
	fr_error_set(err, FR_EX_FAULT, "no pseudonym is left");
	return jv_invalid();
}

jv fr_pseudonyms_give(struct fr_pseudonyms *table, const char *type, jv name, const char *digits, struct fr_error *err)
{
	jv pseudonym = fr_pseudonyms_of(table, type, name);

	if (jv_is_valid(pseudonym))
		return pseudonym;
	jv_free(pseudonym);
	if (flock(table->fd, LOCK_EX) < 0) {
		fr_error_set(err, FR_EX_IOERR, "cannot lock the table of pseudonyms: %s", strerror(errno));
		return jv_invalid();
	}
	if (catch_up(table, err) < 0) {
		pseudonym = jv_invalid();
	} else {
		pseudonym = fr_pseudonyms_of(table, type, name);
		if (!jv_is_valid(pseudonym)) {
			jv_free(pseudonym);
			pseudonym = take(table, type, name, digits, err);
		}
	}
	flock(table->fd, LOCK_UN);
	return pseudonym;
}

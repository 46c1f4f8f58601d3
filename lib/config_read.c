/* Where settings come from: fr.conf's lines, and the environment. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config_internal.h"
#include "paths.h"

#define SYSTEM_FILE "/etc/fr/fr.conf"

/*
 * The value in text, in place: quotes taken off, or a comment and trailing blanks. NULL when a quote is left open or
 * something follows the closing one.
 */
static char *unquote(char *text)
{
	char quote = *text;
	char *end;

	if (quote != '\'' && quote != '"') {
		text[strcspn(text, "#")] = '\0';
		for (end = text + strlen(text); end > text && isspace((unsigned char)end[-1]);)
			*--end = '\0';
		return text;
	}
	end = strchr(++text, quote);
	if (end == NULL)
		return NULL;
	*end++ = '\0';
	end += strspn(end, " \t\r\n");
	return *end == '\0' || *end == '#' ? text : NULL;
}

/* One line of a file: blank, a comment, or "key = value". */
static int read_line(struct fr_config *config, char *line, const char *source, struct fr_error *err)
{
	char *key = line + strspn(line, " \t\r\n");
	size_t length = strcspn(key, " \t=\r\n#");
	char *value = key + length;
	bool equals;

	if (*key == '\0' || *key == '#')
		return 0;
	value += strspn(value, " \t");
	equals = *value == '=';
	value += equals;
	value += strspn(value, " \t");
	value = equals && length > 0 ? unquote(value) : NULL;
	if (value == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "%s: not of the form 'key = value'", source);
	key[length] = '\0';
	return fr_config_set(config, key, value, source, err);
}

/* Whoever can write the file can name a command that we run. */
static int check_writers(FILE *file, const char *path, struct fr_error *err)
{
	struct stat about;

	if (fstat(fileno(file), &about) < 0)
		return fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	if (S_ISREG(about.st_mode) && (about.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' can be written by others than its owner", path);
		return fr_error_hint(err, "chmod go-w '%s'", path);
	}
	return 0;
}

static int read_file(struct fr_config *config, const char *path, bool must_exist, struct fr_error *err)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	int number = 0;
	int result;

	if (file == NULL) {
		if (errno == ENOENT && !must_exist)
			return 0;
		return fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	}
	result = check_writers(file, path, err);
	while (result == 0 && getline(&line, &size, file) > 0) {
		char source[512];

		snprintf(source, sizeof(source), "%s:%d", path, ++number);
		result = read_line(config, line, source, err);
	}
	if (result == 0 && ferror(file))
		result = fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
	free(line);
	fclose(file);
	return result;
}

static int read_files(struct fr_config *config, struct fr_error *err)
{
	const char *named = getenv("FR_CONFIG");
	char *own;
	int result;

	if (named != NULL && *named != '\0')
		return read_file(config, named, true, err);
	own = fr_path_config("fr.conf");
	result = read_file(config, SYSTEM_FILE, false, err);
	if (result == 0 && own != NULL)
		result = read_file(config, own, false, err);
	free(own);
	return result;
}

static int read_environment(struct fr_config *config, struct fr_error *err)
{
	for (int i = 0; i < fr_config_key_count; i++) {
		char name[64];
		const char *value;
		size_t at = (size_t)snprintf(name, sizeof(name), "FR_%s", fr_config_keys[i].name);

		while (at-- > 0)
			name[at] = (char)toupper((unsigned char)name[at]);
		value = getenv(name);
		if (value != NULL && fr_config_set(config, fr_config_keys[i].name, value, name, err) < 0)
			return -1;
	}
	return 0;
}

int fr_config_read(struct fr_config *config, struct fr_error *err)
{
	return read_files(config, err) < 0 || read_environment(config, err) < 0 ? -1 : 0;
}

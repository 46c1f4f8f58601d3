#include "section.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

#define FALLBACK ".fallback"

bool section_is_reserved(const char *name)
{
	return strcmp(name, "source") == 0 || strcmp(name, "coverage") == 0;
}

static bool is_fallback(const char *name)
{
	size_t length = strlen(name);

	return length > strlen(FALLBACK) && strcmp(name + length - strlen(FALLBACK), FALLBACK) == 0;
}

static bool is_wanted(const char *name, char *const *wanted, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(wanted[i], name) == 0)
			return true;
	return count == 0;
}

static const struct fr_share_file *find(const struct fr_share_files *files, const char *name, const char *suffix)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < files->count; i++)
		if (strncmp(files->files[i].name, name, length) == 0 &&
		    strcmp(files->files[i].name + length, suffix) == 0)
			return &files->files[i];
	return NULL;
}

static int unknown(const char *name, const char *source, const struct fr_share_files *files, struct fr_error *err)
{
	char known[sizeof(err->hint)] = "";
	size_t used = 0;

	for (size_t i = 0; i < files->count && used < sizeof(known); i++) {
		const char *file = files->files[i].name;

		if (!section_is_reserved(file) && !is_fallback(file))
			used += (size_t)snprintf(known + used, sizeof(known) - used, " %s", file);
	}
	fr_error_set(err, FR_EX_USAGE, "there is no section '%s' for the source %s", name, source);
	return fr_error_hint(err, "there are:%s", known);
}

static int load_one(struct section *section, const struct fr_share_files *files, const struct fr_share_file *file,
		    struct fr_error *err)
{
	const struct fr_share_file *fallback = find(files, file->name, FALLBACK);

	section->name = strdup(file->name);
	section->path = strdup(file->path);
	if (section->name == NULL || section->path == NULL)
		abort();
	section->sql = fr_share_read(file->path, NULL, err);
	if (section->sql == NULL)
		return -1;
	if (fallback != NULL)
		section->fallback = fr_share_read(fallback->path, NULL, err);
	return fallback != NULL && section->fallback == NULL ? -1 : 0;
}

static int load_all(struct sections *sections, const struct fr_share_files *files, char *const *wanted,
		    size_t wanted_count, const char *needed, struct fr_error *err)
{
	sections->all = calloc(files->count, sizeof(*sections->all));
	if (sections->all == NULL)
		abort();
	for (size_t i = 0; i < files->count; i++) {
		const char *name = files->files[i].name;
		bool reserved = section_is_reserved(name);
		bool shown = !reserved && is_wanted(name, wanted, wanted_count);

		if (is_fallback(name) || !(reserved || shown || (needed != NULL && strcmp(name, needed) == 0)))
			continue;
		sections->all[sections->count].shown = shown;
		if (load_one(&sections->all[sections->count++], files, &files->files[i], err) < 0)
			return -1;
	}
	return 0;
}

int sections_load(struct sections *sections, const struct fr_share *share, const char *source, char *const *wanted,
		  size_t wanted_count, const char *needed, struct fr_error *err)
{
	struct fr_share_files files;
	char folder[64];
	int result = 0;

	*sections = (struct sections){ 0 };
	snprintf(folder, sizeof(folder), "context/%s", source);
	if (fr_share_list(share, folder, ".sql", &files, err) < 0)
		return -1;
	if (find(&files, "source", "") == NULL || find(&files, "coverage", "") == NULL)
		result = fr_error_set(err, FR_EX_CONFIG, "cannot find '%s/source.sql' and '%s/coverage.sql'", folder,
				      folder);
	for (size_t i = 0; result == 0 && i < wanted_count; i++)
		if (section_is_reserved(wanted[i]) || is_fallback(wanted[i]) || find(&files, wanted[i], "") == NULL)
			result = unknown(wanted[i], source, &files, err);
	if (result == 0)
		result = load_all(sections, &files, wanted, wanted_count, needed, err);
	fr_share_files_release(&files);
	if (result < 0)
		sections_release(sections);
	return result;
}

void sections_release(struct sections *sections)
{
	for (size_t i = 0; i < sections->count; i++) {
		free(sections->all[i].name);
		free(sections->all[i].path);
		free(sections->all[i].sql);
		free(sections->all[i].fallback);
	}
	free(sections->all);
	*sections = (struct sections){ 0 };
}

static const char *value_of(const char *name, size_t length, const struct section_values *known)
{
	if (length == 5 && memcmp(name, "start", 5) == 0)
		return known->start;
	if (length == 3 && memcmp(name, "end", 3) == 0)
		return known->end;
	if (length == 5 && memcmp(name, "limit", 5) == 0)
		return known->limit;
	return NULL;
}

int section_parameters(const char *path, const char *sql, const struct section_values *known,
		       const char *values[SECTION_PARAMETERS], struct fr_error *err)
{
	static const char marker[] = "-- parameters:";
	const char *text = strstr(sql, marker);
	int count = 0;

	if (text == NULL)
		return fr_error_set(err, FR_EX_CONFIG, "%s: no line '%s'", path, marker);
	text += sizeof(marker) - 1;
	text += strspn(text, " ");
	if (strncmp(text, "none", 4) == 0)
		return 0;
	while (*text != '\n' && *text != '\0') {
		size_t length;

		text += strspn(text, "$0123456789 ");
		length = strcspn(text, " ,\n");
		if (count == SECTION_PARAMETERS || value_of(text, length, known) == NULL)
			return fr_error_set(err, FR_EX_CONFIG, "%s: parameters are start, end and limit, not '%.*s'",
					    path, (int)length, text);
		values[count++] = value_of(text, length, known);
		text += strcspn(text, ",\n");
		if (*text == ',')
			text++;
	}
	return count;
}

bool section_lacks_record(const struct section *section, jv coverage)
{
	static const char marker[] = "-- needs:";
	const char *line = strstr(section->sql, marker);
	const char *word = line != NULL ? line + sizeof(marker) - 1 : "\n";

	while (*word == ' ') {
		char name[32];
		size_t length = strcspn(++word, " \n");

		snprintf(name, sizeof(name), "%.*s", (int)length, word);
		if (fr_json_number(coverage, name, 1) != 0)
			return false;
		word += length;
	}
	return line != NULL;
}

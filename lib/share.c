#include "share.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

#ifndef FR_SHAREDIR
#define FR_SHAREDIR "/usr/local/share/fr"
#endif

static int add(struct fr_share *share, char *folder, struct fr_error *err)
{
	if (folder == NULL)
		return 0;
	if (share->count >= sizeof(share->folders) / sizeof(share->folders[0])) {
		free(folder);
		return fr_error_set(err, FR_EX_CONFIG, "more than 16 folders to search for share files");
	}
	share->folders[share->count++] = folder;
	return 0;
}

/* $FR_SHARE: folders with colons between. */
static int add_list(struct fr_share *share, const char *list, struct fr_error *err)
{
	while (list != NULL && *list != '\0') {
		size_t length = strcspn(list, ":");

		if (length > 0 && add(share, strndup(list, length), err) < 0)
			return -1;
		list += length + (list[length] == ':');
	}
	return 0;
}

/* ../share/fr from where the running binary is, when it is there. */
static char *beside_binary(void)
{
	char path[4096];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - sizeof("/../share/fr"));
	char *slash;

	if (length <= 0)
		return NULL;
	path[length] = '\0';
	slash = strrchr(path, '/');
	memcpy(slash, "/../share/fr", sizeof("/../share/fr"));
	return access(path, R_OK) == 0 ? strdup(path) : NULL;
}

int fr_share_init(struct fr_share *share, const char *first, struct fr_error *err)
{
	char *installed = beside_binary();

	*share = (struct fr_share){ 0 };
	if (first != NULL && access(first, R_OK | X_OK) < 0) {
		free(installed);
		return fr_error_set(err, FR_EX_CONFIG, "cannot read folder '%s': %s", first, strerror(errno));
	}
	if (installed == NULL)
		installed = strdup(FR_SHAREDIR);
	if (add(share, first != NULL ? strdup(first) : NULL, err) < 0 || add_list(share, getenv("FR_SHARE"), err) < 0 ||
	    add(share, fr_path_config(NULL), err) < 0 || add(share, installed, err) < 0) {
		fr_share_release(share);
		return -1;
	}
	return 0;
}

void fr_share_release(struct fr_share *share)
{
	for (size_t i = 0; i < share->count; i++)
		free(share->folders[i]);
	share->count = 0;
}

char *fr_share_path(const struct fr_share *share, const char *name)
{
	for (size_t i = 0; i < share->count; i++) {
		char *path = fr_path_join(share->folders[i], name);

		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

static bool has(const struct fr_share_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (strcmp(files->files[i].name, name) == 0)
			return true;
	return false;
}

static void append(struct fr_share_files *files, char *name, char *path)
{
	files->files = reallocarray(files->files, files->count + 1, sizeof(*files->files));
	if (files->files == NULL)
		abort();
	files->files[files->count++] = (struct fr_share_file){ .name = name, .path = path };
}

static int list_folder(const char *folder, const char *suffix, struct fr_share_files *files, struct fr_error *err)
{
	DIR *directory = opendir(folder);
	struct dirent *entry;

	if (directory == NULL)
		return errno == ENOENT || errno == ENOTDIR ?
			   0 :
			   fr_error_set(err, FR_EX_CONFIG, "cannot read folder '%s': %s", folder, strerror(errno));
	while ((entry = readdir(directory)) != NULL) {
		size_t length = strlen(entry->d_name), tail = strlen(suffix);
		char *name;

		if (entry->d_name[0] == '.' || length <= tail || strcmp(entry->d_name + length - tail, suffix) != 0)
			continue;
		name = strndup(entry->d_name, length - tail);
		if (has(files, name))
			free(name);
		else
			append(files, name, fr_path_join(folder, entry->d_name));
	}
	closedir(directory);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct fr_share_file *)a)->name, ((const struct fr_share_file *)b)->name);
}

int fr_share_list(const struct fr_share *share, const char *subfolder, const char *suffix, struct fr_share_files *files,
		  struct fr_error *err)
{
	*files = (struct fr_share_files){ 0 };
	for (size_t i = 0; i < share->count; i++) {
		char *folder = fr_path_join(share->folders[i], subfolder);
		int listed = list_folder(folder, suffix, files, err);

		free(folder);
		if (listed < 0) {
			fr_share_files_release(files);
			return -1;
		}
	}
	if (files->count > 0)
		qsort(files->files, files->count, sizeof(*files->files), by_name);
	return 0;
}

void fr_share_files_release(struct fr_share_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->files[i].name);
		free(files->files[i].path);
	}
	free(files->files);
	*files = (struct fr_share_files){ 0 };
}

char *fr_share_read(const char *path, size_t *length, struct fr_error *err)
{
	FILE *file = fopen(path, "re");
	struct stat about = { 0 };
	char *text = NULL;
	size_t got = 0;

	if (file != NULL && fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode)) {
		text = malloc((size_t)about.st_size + 1);
		got = text != NULL ? fread(text, 1, (size_t)about.st_size, file) : 0;
	} else if (file != NULL) {
		errno = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
	}
	if (text == NULL || got != (size_t)about.st_size) {
		fr_error_set(err, FR_EX_CONFIG, "cannot read '%s': %s", path, strerror(errno));
		free(text);
		text = NULL;
	} else {
		text[got] = '\0';
		if (length != NULL)
			*length = got;
	}
	if (file != NULL)
		fclose(file);
	return text;
}

char *fr_share_text(const struct fr_share *share, const char *name, size_t *length, struct fr_error *err)
{
	char *path = fr_share_path(share, name);
	char *text;

	if (path == NULL) {
		fr_error_set(err, FR_EX_CONFIG, "cannot find '%s' in any share folder", name);
		fr_error_hint(err, "the last one searched is '%s'; FR_SHARE names others",
			      share->folders[share->count - 1]);
		return NULL;
	}
	text = fr_share_read(path, length, err);
	free(path);
	return text;
}

#include "catalog.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static int unknown(const struct fr_share *share, const char *name, struct fr_error *err)
{
	struct fr_share_files files;
	const char *nearest = NULL;
	int least = INT_MAX;

	if (fr_share_list(share, "prompts", ".jq", &files, err) < 0)
		return -1;
	for (size_t i = 0; i < files.count; i++) {
		int distance = fr_text_distance(name, files.files[i].name);

		if (distance < least) {
			least = distance;
			nearest = files.files[i].name;
		}
	}
	fr_error_set(err, FR_EX_CONFIG, "there is no prompt '%s'", name);
	if (nearest != NULL && least <= 3)
		fr_error_hint(err, "the nearest is '%s'", nearest);
	else
		fr_error_hint(err, "'fr-prompt list' names all");
	fr_share_files_release(&files);
	return -1;
}

char *catalog_path(const struct fr_share *share, const char *name, struct fr_error *err)
{
	char file[256];
	char *path;

	if (strchr(name, '/') != NULL)
		return strdup(name);
	snprintf(file, sizeof(file), "prompts/%.200s.jq", name);
	path = fr_share_path(share, file);
	if (path == NULL || *name == '\0') {
		free(path);
		unknown(share, name, err);
		return NULL;
	}
	return path;
}

char *catalog_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *name = strdup(slash != NULL ? slash + 1 : path);
	size_t length = strlen(name);

	if (length > 3 && strcmp(name + length - 3, ".jq") == 0)
		name[length - 3] = '\0';
	return name;
}

int catalog_list(const struct fr_share *share, struct fr_error *err)
{
	struct fr_share_files files;
	int status = fr_share_list(share, "prompts", ".jq", &files, err);

	for (size_t i = 0; status == 0 && i < files.count; i++) {
		char *text = fr_share_read(files.files[i].path, NULL, err);

		if (text == NULL) {
			status = -1;
			break;
		}
		printf("%-20s ", files.files[i].name);
		if (strncmp(text, "# ", 2) == 0)
			fr_text_write(stdout, text + 2, strcspn(text + 2, "\n"), FR_MASK_ALL);
		putchar('\n');
		free(text);
	}
	fr_share_files_release(&files);
	return status;
}

int catalog_show(const struct fr_share *share, const char *name, struct fr_error *err)
{
	char *path = catalog_path(share, name, err);
	size_t length = 0;
	char *text = path != NULL ? fr_share_read(path, &length, err) : NULL;

	free(path);
	if (text == NULL)
		return -1;
	fwrite(text, 1, length, stdout);
	free(text);
	return 0;
}

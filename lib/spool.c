#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json.h"
#include "paths.h"
#include "share.h"

static int write_whole(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t wrote = write(fd, text, length);

		if (wrote < 0 && errno != EINTR)
			return -1;
		text += wrote > 0 ? wrote : 0;
		length -= wrote > 0 ? (size_t)wrote : 0;
	}
	return fsync(fd);
}

/* Under another name until it is whole, so that nobody takes in half of it. -1 and errno. */
static int write_file(const char *path, const char *text, size_t length)
{
	char *unfinished = fr_path_with(path, ".tmp");
	int fd = open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int done = fd >= 0 ? write_whole(fd, text, length) : -1;
	int why = errno;

	if (fd >= 0 && close(fd) < 0 && done == 0) {
		done = -1;
		why = errno;
	}
	if (done == 0 && (done = rename(unfinished, path)) < 0)
		why = errno;
	if (done < 0 && fd >= 0)
		unlink(unfinished);
	free(unfinished);
	errno = why;
	return done;
}

/* Anybody can make a folder in /tmp: one that others can look into, or put files into, is not for us. Else errno. */
static bool is_ours(const char *folder)
{
	struct stat about;

	if (lstat(folder, &about) < 0)
		return false;
	errno = EPERM;
	return S_ISDIR(about.st_mode) && about.st_uid == geteuid() && (about.st_mode & 077) == 0;
}

/* Consumes folder; NULL when it cannot be written there, and errno. */
static char *put_into(char *folder, const char *name, jv line)
{
	char *bare = fr_path_join(folder, name);
	char *path = fr_path_with(bare, ".json");
	int done = -1, why;

	/* Twice: who has emptied the folder removes it, perhaps just now. */
	for (int tries = 0; tries < 2 && done < 0; tries++)
		if (mkdir(folder, 0700) == 0 || (errno == EEXIST && is_ours(folder)))
			done = write_file(path, jv_string_value(line), (size_t)jv_string_length_bytes(jv_copy(line)));
	why = errno;
	if (done < 0) {
		rmdir(folder);
		free(path);
		path = NULL;
	}
	free(bare);
	free(folder);
	errno = why;
	return path;
}

/*
 * The folders to try, one after the other; the caller frees it, NULL when there is no such. The last two are often on
 * another disk, for when the one that holds the others is full; they may not outlive a restart of the machine.
 */
enum { FOLDERS = 4 };

static char *folder_of(const char *place, int i)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *temporary = getenv("TMPDIR");
	char name[32];

	switch (i) {
	case 0:
		return place[0] == '/' ? fr_path_with(place, ".spool") : NULL;
	case 1:
		return fr_path_state("spool", &(struct fr_error){ 0 });
	case 2:
		return runtime != NULL && runtime[0] == '/' ? fr_path_join(runtime, "fr-spool") : NULL;
	default:
		snprintf(name, sizeof(name), "fr-spool-%u", (unsigned)geteuid());
		return fr_path_join(temporary != NULL && temporary[0] == '/' ? temporary : "/tmp", name);
	}
}

int fr_spool_put(const char *place, jv entry, char **path, struct fr_error *err)
{
	char *name = fr_json_text(entry, "fresh_id");
	jv line = jv_dump_string(fr_json_set(jv_copy(entry), "store", jv_string(place)), 0);

	*path = NULL;
	for (int i = 0; i < FOLDERS && *path == NULL; i++) {
		char *folder = folder_of(place, i);

		if (folder != NULL)
			*path = put_into(folder, name, line);
		if (folder != NULL && i <= 1 && *path == NULL)
			fr_error_set(err, FR_EX_IOERR, "cannot spool for '%s': %s", place, strerror(errno));
	}
	jv_free(line);
	free(name);
	return *path != NULL ? 0 : -1;
}

static int put_aside(const char *path, struct fr_error *err)
{
	char *aside = fr_path_with(path, ".broken");

	fr_error_set(err, FR_EX_DATAERR, "spooled file '%s' holds no entry, put aside as '%s'", path, aside);
	if (rename(path, aside) < 0)
		fr_error_set(err, FR_EX_DATAERR, "spooled file '%s' holds no entry", path);
	free(aside);
	return -1;
}

/* One file. 1 when it was taken in, 0 when it is not for this store. */
static int take_file(struct fr_store *store, const char *place, const char *path, struct fr_error *err)
{
	jv entry = fr_json_file(path);
	char *destination = fr_json_text(entry, "store");
	struct fr_kept kept = { 0 };
	int done;

	if (!jv_is_valid(entry) && access(path, F_OK) < 0)
		done = 0; /* another process has taken it in */
	else if (destination == NULL)
		done = put_aside(path, err);
	else if (strcmp(destination, place) != 0)
		done = 0;
	else if (fr_store_keep(store, entry, &kept, err) < 0)
		done = -1;
	else if (unlink(path) < 0 && errno != ENOENT)
		done = fr_error_set(err, FR_EX_NOPERM, "cannot remove spooled file '%s': %s", path, strerror(errno));
	else
		done = 1;
	free(destination);
	jv_free(entry);
	return done;
}

/* Consumes folder, an absolute path. */
static int take_from(struct fr_store *store, const char *place, char *folder, int *taken, struct fr_error *err)
{
	char *slash = strrchr(folder, '/');
	char *parent = strndup(folder, (size_t)(slash - folder));
	struct fr_share share = { .folders = { parent }, .count = 1 };
	struct fr_share_files files;
	int result = 0, listed = fr_share_list(&share, slash + 1, ".json", &files, err);

	free(parent);
	if (listed < 0) {
		free(folder);
		return -1;
	}
	for (size_t i = 0; i < files.count; i++) {
		int done = take_file(store, place, files.files[i].path, err);

		*taken += done > 0;
		if (done < 0)
			result = -1;
		if (done < 0 && (err->code == FR_EX_IOERR || err->code == FR_EX_UNAVAILABLE))
			break; /* the store does not take it: it will not take the next one either */
	}
	if (*taken > 0)
		rmdir(folder);
	fr_share_files_release(&files);
	free(folder);
	return result;
}

int fr_spool_take(struct fr_store *store, const char *place, int *taken, struct fr_error *err)
{
	*taken = 0;
	for (int i = 0; i < FOLDERS; i++) {
		char *folder = folder_of(place, i);

		if (folder == NULL || !is_ours(folder))
			free(folder);
		else if (take_from(store, place, folder, taken, err) < 0)
			return -1;
	}
	return 0;
}

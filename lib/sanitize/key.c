#include "sanitize/key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

static int fill(int fd)
{
	unsigned char key[FR_KEY_BYTES];
	int result = 0;

	if (getrandom(key, sizeof(key), 0) != sizeof(key) || write(fd, key, sizeof(key)) != sizeof(key) ||
	    fsync(fd) < 0)
		result = -1;
	explicit_bzero(key, sizeof(key));
	return result;
}

/* In a file that has no name before it is whole: whoever dies meanwhile leaves none. Not every file system has such. */
static int make_nameless(const char *path)
{
	char *folder = strdup(path), self[64];
	int fd, result;

	if (folder == NULL)
		abort();
	*strrchr(folder, '/') = '\0';
	fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
	free(folder);
	if (fd < 0)
		return -1;
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	result = fill(fd);
	if (result == 0 && linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) < 0 && errno != EEXIST)
		result = -1;
	close(fd);
	return result;
}

/* In a file of another name. */
static int make_renamed(const char *path)
{
	size_t length = strlen(path) + sizeof(".XXXXXX");
	char *fresh = malloc(length);
	int fd, result = 0, failed;

	if (fresh == NULL)
		abort();
	snprintf(fresh, length, "%s.XXXXXX", path);
	fd = mkostemp(fresh, O_CLOEXEC); /* mode 0600 */
	if (fd < 0 || fill(fd) < 0 || (link(fresh, path) < 0 && errno != EEXIST))
		result = -1;
	failed = errno;
	if (fd >= 0) {
		close(fd);
		unlink(fresh);
	}
	free(fresh);
	errno = failed;
	return result;
}

/* Written in full and then linked: the key is there whole or not at all, and the first link wins. */
static int make(const char *path, struct fr_error *err)
{
	if (make_nameless(path) == 0 || make_renamed(path) == 0)
		return 0;
	return fr_error_set(err, FR_EX_IOERR, "cannot make '%s': %s", path, strerror(errno));
}

static int read_key(int fd, const char *path, unsigned char key[FR_KEY_BYTES], struct fr_error *err)
{
	unsigned char more;
	struct stat file;

	if (fstat(fd, &file) < 0)
		return fr_error_set(err, FR_EX_IOERR, "cannot read '%s': %s", path, strerror(errno));
	if ((file.st_mode & 077) != 0) {
		fr_error_set(err, FR_EX_CONFIG, "'%s' can be read by others", path);
		return fr_error_hint(err, "chmod 600 '%s'", path);
	}
	if (read(fd, key, FR_KEY_BYTES) != FR_KEY_BYTES || read(fd, &more, 1) != 0)
		return fr_error_set(err, FR_EX_CONFIG, "'%s' is not a key of %d bytes", path, FR_KEY_BYTES);
	return 0;
}

int fr_key_load(unsigned char key[FR_KEY_BYTES], struct fr_error *err)
{
	char *path = fr_path_state("pseudonyms.key", err);
	int fd, result;

	if (path == NULL)
		return -1;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0 && errno == ENOENT) {
		if (make(path, err) < 0) {
			free(path);
			return -1;
		}
		fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	}
	if (fd < 0)
		result = fr_error_set(err, FR_EX_IOERR, "cannot open '%s': %s", path, strerror(errno));
	else
		result = read_key(fd, path, key, err);
	if (fd >= 0)
		close(fd);
	free(path);
	return result;
}

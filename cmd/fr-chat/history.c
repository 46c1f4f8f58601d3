#include "history.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "paths.h"

#define LINES_MOST 1000
#define BYTES_MOST (1 << 20) /* then it is cut to LINES_MOST */

/* A regular file that nobody else may read, or none. */
static int open_file(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat file;

	if (fd >= 0 && (fstat(fd, &file) < 0 || !S_ISREG(file.st_mode) || fchmod(fd, 0600) < 0)) {
		close(fd);
		return -1;
	}
	return fd;
}

static History *new_lines(int most)
{
	History *lines = history_init();
	HistEvent event;

	if (lines == NULL)
		abort();
	history(lines, &event, H_SETSIZE, most);
	return lines;
}

static void load(struct history_file *all)
{
	int fd = open_file(all->path);
	struct stat file = { 0 };
	HistEvent event;

	if (fd < 0)
		return;
	flock(fd, LOCK_EX);
	history(all->lines, &event, H_LOAD, all->path);
	if (fstat(fd, &file) == 0 && file.st_size > BYTES_MOST)
		history(all->lines, &event, H_SAVE, all->path);
	close(fd);
}

void history_open(struct history_file *all, bool file)
{
	struct fr_error err;
	HistEvent event;

	*all = (struct history_file){ .lines = new_lines(LINES_MOST) };
	history(all->lines, &event, H_SETUNIQUE, 1);
	if (file && (all->path = fr_path_state("chat_history", &err)) != NULL)
		load(all);
}

void history_close(struct history_file *all)
{
	history_end(all->lines);
	free(all->path);
	*all = (struct history_file){ 0 };
}

void history_remember(struct history_file *all, const char *question)
{
	HistEvent event;

	history(all->lines, &event, H_ENTER, question);
}

/*
 * libedit puts its head before the first line of a file that it finds itself at the beginning of. Half a line, of a
 * disk that is full, would be the beginning of the next.
 */
static bool append(int fd, const char *question)
{
	History *one = new_lines(1);
	HistEvent event;
	FILE *out = fdopen(fcntl(fd, F_DUPFD_CLOEXEC, 0), "a");
	bool good;
	long before;

	if (out == NULL)
		abort();
	flock(fd, LOCK_EX);
	fseek(out, 0, SEEK_END);
	before = ftell(out);
	history(one, &event, H_ENTER, question);
	good = history(one, &event, H_SAVE_FP, out) >= 0;
	good &= fclose(out) == 0;
	if (!good && before >= 0)
		good &= ftruncate(fd, before) == 0;
	close(fd);
	history_end(one);
	return good;
}

bool history_keep(struct history_file *all, const char *question)
{
	int fd = all->path != NULL ? open_file(all->path) : -1;

	return all->path == NULL || (fd >= 0 && append(fd, question));
}

/*
 * history.h: the questions that were asked before, for the arrow keys: chat_history in the state folder, 0600, in
 * libedit's own format.
 */
#ifndef FR_CHAT_HISTORY_H
#define FR_CHAT_HISTORY_H

#include <stdbool.h>

#include <histedit.h>

struct history_file {
	History *lines;
	char *path; /* NULL: nothing is written */
};

/* With file, what is in the file is there, and more can be written to it; without, it begins empty and ends with the
 * process. */
void history_open(struct history_file *history, bool file);
void history_close(struct history_file *history);

/* For the arrow keys of this process. */
void history_remember(struct history_file *history, const char *question);

/* And for later ones: only what holds no secret. False: it cannot be written. */
bool history_keep(struct history_file *history, const char *question);

#endif

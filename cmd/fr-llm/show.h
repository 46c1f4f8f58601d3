/*
 * show.h: what a person at a terminal sees while waiting: a spinner until the first words, then the words. On stderr,
 * and only when that is a terminal.
 */
#ifndef FR_LLM_SHOW_H
#define FR_LLM_SHOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct show {
	bool terminal;  /* stderr is one */
	bool spinning;  /* a spinner stands on the line */
	bool wrote;     /* words stand there, and the line is not ended */
	int64_t turned; /* when the spinner last did */
	int step;
};

#define SHOW_TURN_MS 120

void show_init(struct show *show);

/* Time goes by, and who is waited for. Turns the spinner when it is time to. */
void show_wait(struct show *show, const char *who);

/* More of the answer. */
void show_text(struct show *show, const char *text, size_t length);

/* The answer, or what there is of it, is over: nothing of ours stands on the line. */
void show_end(struct show *show);

#endif

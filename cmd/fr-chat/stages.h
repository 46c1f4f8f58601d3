/*
 * stages.h: the stages of a pipeline, run side by side on one envelope.
 *
 *	struct stages_end end;
 *
 *	stages_listen();
 *	if (stages_run((char *[]){ "fr-sanitize", "fr-prompt chat", … }, 4, &input, waiting, NULL, &end, &err) < 0)
 *		…
 *	… end.out, end.said, end.status …
 *	stages_release(&end);
 *
 * Each is a command of the shell. They share the terminal's process group, where they may ask something, and begin with
 * SIGINT ignored: Ctrl-C is for a stage that catches it, which can say what was spent, and the others have its last
 *word to carry. One that comes before that stage listens is said to it again until it does. After a third, all of them
 *and what they have started are ended: with SIGTERM, and with SIGKILL a second later. They run on when this process is
 * killed or its terminal is gone, so that what was paid for is kept.
 */
#ifndef FR_CHAT_STAGES_H
#define FR_CHAT_STAGES_H

#include "bytes.h"
#include "error.h"

struct stages_end {
	int out;              /* a descriptor at the beginning of what the last stage wrote */
	struct fr_bytes said; /* on standard error, by all of them */
	int status;           /* the worst: 1 above all, else the largest; SIGPIPE (141) only where nothing else was;
				 FR_EX_INTERRUPTED for one that a third Ctrl-C has ended */
};

/* From now on Ctrl-C is for the next stages_run. */
void stages_listen(void);

/* Called every second until all have ended. */
typedef void stages_waiting(void *state, int seconds);

/* input is the first stage's standard input; waiting may be NULL. FR_EX_IOERR: they could not be started. */
int stages_run(char *const *stages, int count, const struct fr_bytes *input, stages_waiting *waiting, void *state,
	       struct stages_end *end, struct fr_error *err);
void stages_release(struct stages_end *end);

#endif

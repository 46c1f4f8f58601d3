/*
 * turn.h: one question, through the stages, to its answer on the screen.
 */
#ifndef FR_CHAT_TURN_H
#define FR_CHAT_TURN_H

#include <stdbool.h>

#include "book.h"
#include "command.h"
#include "look.h"

struct chat {
	const struct fr_args *args; /* borrowed, as the stages */
	char *const *stages;
	int stage_count;
	bool dry_run; /* the stages show what would be sent, and answer nothing */
	bool reveal;  /* names instead of pseudonyms */
	enum fr_color color;
	struct book *book; /* borrowed; NULL: there is no place for one */
	struct conversation conversation;
};

/*
 * Ask, and print the answer with its cost, or the one line that says why there is none. *clean: the question was sent
 * as it is, for nothing in it had to be taken out. What the turn ended with; after a failure the conversation is as it
 * was.
 */
enum fr_exit turn_ask(struct chat *chat, const char *question, bool *clean);

#endif

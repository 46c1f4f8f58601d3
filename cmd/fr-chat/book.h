/*
 * book.h: a conversation, as the store has it.
 */
#ifndef FR_CHAT_BOOK_H
#define FR_CHAT_BOOK_H

#include "conversation.h"

struct book {
	struct fr_share share;
	struct fr_store_place place;
};

/* Where the settings say that the store is. It is opened when it is needed, and for no longer: a human types slowly. */
int book_init(struct book *book, const struct fr_config *config, struct fr_error *err);
void book_release(struct book *book);

/*
 * Go on with the conversation that id belongs to, where it ended: id is that of any of its turns, or the beginning of
 * one. Whatever was answered can be gone on from, a diagnosis as well as a question. *answers is how many it has.
 * FR_EX_DATAERR: there is no such id, or more than one, or no envelope of it is kept; else as store.h says.
 */
int book_resume(struct book *book, struct conversation *conversation, const char *id, int *answers,
		struct fr_error *err);

/* What the conversation has cost so far, turns that failed included; what it has in mind already where that cannot be
 * looked up. */
int64_t book_cost(struct book *book, const struct conversation *conversation);

#endif

/*
 * records.h: what the store says of what was done: list, show, undo; and the stop.
 */
#ifndef FR_REMEDIATE_RECORDS_H
#define FR_REMEDIATE_RECORDS_H

#include <stdbool.h>

#include "book.h"

/* A line for each, the last first; as JSON or as a table. */
enum fr_exit records_list(struct book *book, long limit, bool as_json);

/* All of one. FR_EX_DATAERR when there is none of that id. */
enum fr_exit records_show(struct book *book, long id, bool as_json);

/* Why it cannot be undone: no verb has an inverse. */
enum fr_exit records_undo(struct book *book, long id);

/* Nothing is done any more, or it may be again. The file is made or removed also when the store cannot be written.
 * The book's store may be NULL: then it could not be opened, and *opening says why. */
enum fr_exit records_stop(struct book *book, const char *reason, const struct fr_error *opening);
enum fr_exit records_resume(struct book *book, const struct fr_error *opening);

#endif

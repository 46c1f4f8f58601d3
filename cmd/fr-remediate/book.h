/*
 * book.h: the rows of ai_remediations. The intention stands there, committed, before anything is done, and the result
 * after it.
 *
 * What may be done is counted over all hosts that share the store, and the intention is written, in one transaction.
 */
#ifndef FR_REMEDIATE_BOOK_H
#define FR_REMEDIATE_BOOK_H

#include <jv.h>

#include "config.h"
#include "remedy.h"
#include "store.h"

/* Why something is proposed: the envelope that it came in. */
struct occasion {
	char *envelope_id; /* NULL: none, it was asked for on the command line */
	char *window_start, *window_end;
	char *diagnosis; /* never NULL */
};

/* Where it is to be done. */
struct server {
	char *system_identifier, *database; /* NULL before the server was asked */
};

struct book {
	struct fr_store *store; /* NULL: a dry run that has none */
	const struct fr_config *config;
	char *by; /* user@host */
};

void book_begin(struct book *book, const struct fr_config *config);
void book_end(struct book *book);

/* Write down what was refused or is planned only. */
int book_keep(struct book *book, struct remedy *remedy, const struct occasion *occasion, const struct server *server,
	      struct fr_error *err);

/*
 * Write down the intention, unless that is one too many (FR_EX_TEMPFAIL) or all is stopped (FR_EX_NOPERM).
 * claim_key is the advisory lock that whoever acts holds on the server.
 */
int book_intend(struct book *book, struct remedy *remedy, const struct occasion *occasion, const struct server *server,
		const char *claim_key, struct fr_error *err);

/* Write down what became of the intention: state, result, refusal, facts after and statements of the remedy. */
int book_settle(struct book *book, const struct remedy *remedy, struct fr_error *err);

/* FR_EX_NOPERM when somebody has stopped everything, in the store. */
int book_check_stop(struct book *book, struct fr_error *err);

int book_stop(struct book *book, const char *reason, struct fr_error *err);
int book_resume(struct book *book, struct fr_error *err);

#endif

/* terms_internal.h: what loading terms and looking them up share. */
#ifndef TERMS_INTERNAL_H
#define TERMS_INTERNAL_H

#include "terms.h"

struct column_pattern {
	char *like;
	struct column column;
};

/* Where the term is, or the empty place for it. */
struct term *terms_term_place(struct term *terms, size_t room, uint64_t hash);

/* Letters as they are: Mb is no MB, and m no M. */
uint64_t terms_unit_hash(const char *text, size_t length);
struct unit *terms_unit_place(const struct terms *terms, uint64_t hash);

#endif

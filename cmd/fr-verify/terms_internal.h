/* terms_internal.h: what loading terms and looking them up share. */
#ifndef TERMS_INTERNAL_H
#define TERMS_INTERNAL_H

#include <jv.h>

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

/* The term of a word, made when it is new. */
struct term *terms_term(struct terms *terms, const char *word);

/* object.kind, as its name says. Borrows. */
enum kind terms_kind(jv object);

/* The bit of the noun at path; 0: there is none. Borrows. */
uint64_t terms_noun(const struct terms *terms, jv object, const char *path);

void terms_load_columns(struct terms *terms, jv file);

#endif

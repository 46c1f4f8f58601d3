/*
 * sanitize/internal.h: what sanitize.c (envelopes), sanitize/walk.c (members) and sanitize/value.c (strings) share.
 */
#ifndef FR_SANITIZE_INTERNAL_H
#define FR_SANITIZE_INTERNAL_H

#include "sanitize.h"
#include "sanitize/fields.h"
#include "sanitize/identity.h"
#include "sanitize/patterns.h"
#include "sanitize/rested.h"
#include "sanitize/sql.h"

struct fr_sanitizer {
	struct fr_sanitize_options options;
	struct fr_lexer lexer;
	struct fr_patterns patterns;
	struct fr_fields fields;
	struct fr_identities identities;
	struct fr_rested rested;
	struct fr_counts counts;     /* in this envelope */
	struct fr_counts before;     /* the same, before the field at hand */
	struct fr_bytes text, spare; /* the value at hand */
	struct fr_bytes path;        /* of the field at hand */
	fr_sanitize_found *found;
	void *found_state;
	size_t leaks; /* fields that changed */
	bool failed;  /* and err says how */
	struct fr_error err;
};

/* Remember the identities in a member of the envelope. Borrows it. */
void fr_sanitize_find_identities(struct fr_sanitizer *sanitizer, const char *name, jv member);

/* Sanitise a member of the envelope. Consumes it. */
jv fr_sanitize_member(struct fr_sanitizer *sanitizer, const char *name, jv member);

/* A string of this class, sanitised. Consumes it. */
jv fr_sanitize_string(struct fr_sanitizer *sanitizer, enum fr_class class, jv string);

/* A key that is no known field: as a column's name, when it looks like one, it stays. Consumes it. */
jv fr_sanitize_key(struct fr_sanitizer *sanitizer, bool column, jv key);

/* The type of pseudonym that values of this class get; NULL when they stay. */
const char *fr_sanitize_identity_type(const struct fr_sanitizer *sanitizer, enum fr_class class);

/* Is it what stands for a hidden value in a field of any class? */
bool fr_sanitize_is_placeholder(const char *text, size_t length);

/* The hook of the patterns. */
fr_replace fr_sanitize_replace;

/* A field comes that may be reported. */
static inline void fr_sanitize_watch(struct fr_sanitizer *sanitizer)
{
	if (sanitizer->found != NULL)
		sanitizer->before = sanitizer->counts;
}

/* The field at sanitizer->path changed. */
void fr_sanitize_report(struct fr_sanitizer *sanitizer);

#endif

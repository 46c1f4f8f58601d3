/*
 * clean.h: may it leave this machine? fr-sanitize's check, which remembers the first field that it did not pass.
 *
 *	struct fr_clean clean;
 *
 *	if (fr_clean_init(&clean, &share, &(struct fr_sanitize_options){ 0 }, &err) < 0)
 *		fr_die(&err);
 *	if (!fr_clean_evidence(&clean, envelope) || !fr_clean_strings(&clean, "text", jv_copy(text)))
 *		return fr_clean_refuse(&clean, &err);
 *	fr_clean_release(&clean);
 */
#ifndef FR_CLEAN_H
#define FR_CLEAN_H

#include <jv.h>
#include <stdbool.h>

#include "sanitize.h"

struct fr_clean {
	struct fr_sanitizer *sanitizer;
	char field[256]; /* the first that was not clean, and what it holds, never the value; "": all were */
	char kinds[128];
};

/* What options keep may leave; their .check is set here. Share is borrowed only for the call. */
int fr_clean_init(struct fr_clean *clean, const struct fr_share *share, const struct fr_sanitize_options *options,
		  struct fr_error *err);
void fr_clean_release(struct fr_clean *clean);

/* Forget the field of an earlier look. */
void fr_clean_begin(struct fr_clean *clean);

/* Is the evidence of the envelope (sanitize.h) clean? Borrows it. */
bool fr_clean_evidence(struct fr_clean *clean, jv envelope);

/* Is every string in value, wherever it stands, free of secrets and personal data by shape? Consumes it. */
bool fr_clean_strings(struct fr_clean *clean, const char *path, jv value);

/* FR_EX_NOPERM, with the field's name. Always -1. */
int fr_clean_refuse(const struct fr_clean *clean, struct fr_error *err);

#endif

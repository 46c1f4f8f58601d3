/*
 * sanitize.h: an envelope's evidence without what identifies a person or opens a door.
 *
 *	struct fr_sanitizer *sanitizer;
 *
 *	if (fr_sanitizer_new(&sanitizer, &share, &(struct fr_sanitize_options){ 0 }, &err) < 0)
 *		fr_die(&err);
 *	if (fr_sanitize(sanitizer, &envelope, &err) < 0)	// sets envelope.sanitize
 *		…
 *	fr_sanitizer_free(sanitizer);
 *
 * Evidence is context, baseline, coverage, source, window, findings, question and earlier. Each string and key is
 * treated by what its field holds (sanitize/fields.h); what nobody classified is hidden. Doing it again changes
 * nothing, so that checking is doing it and seeing whether anything changes: no mark in the envelope is believed.
 */
#ifndef FR_SANITIZE_H
#define FR_SANITIZE_H

#include <jv.h>
#include <stdbool.h>

#include "error.h"
#include "share.h"

enum fr_sanitize_level {
	FR_SANITIZE_DEFAULT,
	FR_SANITIZE_MINIMAL, /* identities stay, and so does text that nobody classified, but for secrets in it */
	FR_SANITIZE_STRICT   /* names of databases and clusters are identities too */
};

struct fr_sanitize_options {
	enum fr_sanitize_level level;
	bool keep_literals;   /* ai_sanitize_queries = false: SQL keeps its literals, but for secrets in them */
	bool keep_identities; /* ai_redact_usernames = false */
	bool check;           /* for fr_sanitize_check: needs no key and gives no pseudonym */
};

struct fr_sanitizer;

/*
 * What was taken (or in a check: is still there): the field, as in "context.slow_queries.rows[3].query_preview", and
 * kinds as in "string 2, number 1". Never the value.
 */
typedef void fr_sanitize_found(void *state, const char *path, const char *kinds);

/* Compiles the grammar and reads share/sanitize. Share is borrowed only for the call. */
int fr_sanitizer_new(struct fr_sanitizer **sanitizer, const struct fr_share *share,
		     const struct fr_sanitize_options *options, struct fr_error *err);
void fr_sanitizer_free(struct fr_sanitizer *sanitizer);

/* Call found for every field from now on that changes. */
void fr_sanitizer_watch(struct fr_sanitizer *sanitizer, fr_sanitize_found *found, void *state);

/*
 * Sanitise the envelope's evidence in its place, and set .sanitize to version, level and counts (added to those it
 * has). On failure (no key, no table of pseudonyms) the evidence is gone from it.
 */
int fr_sanitize(struct fr_sanitizer *sanitizer, jv *envelope, struct fr_error *err);

/* Is the evidence clean? The number of fields that are not; each is told to the watcher. Borrows the envelope. */
size_t fr_sanitize_check(struct fr_sanitizer *sanitizer, jv envelope);

/* Is a text that is no evidence (a prompt's message) free of secrets and personal data by shape? Path is for the
 * watcher. */
bool fr_sanitize_check_text(struct fr_sanitizer *sanitizer, const char *path, const char *text, size_t length);

/* 0 and *level for "strict", "default", "minimal"; -1 for others. */
int fr_sanitize_level(const char *name, enum fr_sanitize_level *level);

#endif

/*
 * sanitize/names.h: names and what stands for them, to be looked up, and to be found in a text.
 *
 * Finding takes a time that the number of names does not matter to, however they are made.
 */
#ifndef FR_SANITIZE_NAMES_H
#define FR_SANITIZE_NAMES_H

#include <jv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FR_NAME_LONG 256 /* bytes; longer names are not looked for in texts: PostgreSQL's end at 63, DNS's at 253 */

struct fr_name {
	const char *type; /* a constant */
	jv name;
	jv stands;     /* for it, or itself */
	bool in_texts; /* fr_names_at finds it */
	uint64_t hash;
	int next; /* in the same slot; -1 ends */
};

struct fr_names {
	struct fr_name *of;
	int count, room;
	int *slots; /* as many as room */
	uint64_t lengths[FR_NAME_LONG / 64 + 1];
	size_t longest[256]; /* by first byte, of those in texts; 0 is none */
};

/* A struct of zeroes is an empty one. */
void fr_names_release(struct fr_names *names);

/* The entry of a name of this type; -1 when there is none. Borrows name. */
int fr_names_find(const struct fr_names *names, const char *type, jv name);

/* Add what is not there yet; its entry. Consumes name and stands. */
int fr_names_add(struct fr_names *names, const char *type, jv name, jv stands);

/* Look for it in texts from now on, unless one of the same name and another type already is looked for. */
void fr_names_look_for(struct fr_names *names, int which);

/* Look for nothing any more; with everything gone when there is much of it. */
void fr_names_forget(struct fr_names *names);

/* The longest of those looked for that stands at text[at] as a whole word; -1. */
int fr_names_at(const struct fr_names *names, const char *text, size_t length, size_t at);

#endif

/* fr-log.h: what the parts of fr-log share. */
#ifndef FR_LOG_H
#define FR_LOG_H

#include <stdbool.h>
#include <stdio.h>

#include <jv.h>

#include "command.h"
#include "pseudonyms.h"
#include "share.h"
#include "store.h"

/* How text is laid out for the one who reads it. */
struct fr_log_look {
	int width;  /* columns to wrap at; 0: as it is */
	bool color; /* may escape sequences be used */
};

struct fr_log_options {
	const struct fr_args *args;
	struct fr_share share;
	struct fr_store_place where; /* of the store */
	const char *place;           /* its name; NULL when it has none */
	struct fr_error placeless;   /* then: why */
	bool text;                   /* for a human instead of JSON */
	bool reveal;                 /* names instead of pseudonyms, in text */
	bool auto_generated;
	long limit; /* rows at the most; 0: all */
	int wait_seconds;
	struct fr_log_look look;
};

/* The filter: keep what comes on stdin. */
enum fr_exit fr_log_filter(const struct fr_log_options *options);

/* The subcommands. They exit when the store cannot be read. */
enum fr_exit fr_log_list(const struct fr_log_options *options, bool errors);
enum fr_exit fr_log_show(const struct fr_log_options *options, const char *id);

/* Open the store to read it and exit when that cannot be, likewise when a statement fails. Consumes parameters. */
struct fr_store *fr_log_reader(const struct fr_log_options *options);
void fr_log_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state);

/* A row as a line of JSON. Consumes it. */
void fr_log_dump(jv row);

/* Open the table of pseudonyms, where they are to be revealed; else, and when it cannot be read, NULL. */
struct fr_pseudonyms *fr_log_names(const struct fr_log_options *options, struct fr_pseudonyms *table);

/* The entry or row as it is to be shown; names may be NULL. Borrows it; the caller frees what it gets. */
jv fr_log_revealed(const struct fr_pseudonyms *names, jv row);

/* The look that suits a stream. */
struct fr_log_look fr_log_look_of(FILE *out);

/* Markdown as plain text: masked, wrapped, its headings bold. */
void fr_log_markdown(FILE *out, const struct fr_log_look *look, const char *text, size_t length);

/*
 * For a human: a title and the diagnosis; what it was made with; what went wrong and what to do instead. row is an
 * entry (entry.h) or a row of the store. Borrowed.
 */
void fr_log_print_diagnosis(FILE *out, const struct fr_log_look *look, jv row);
void fr_log_print_footer(FILE *out, const struct fr_log_look *look, jv row, const char *id, const char *how,
			 const char *where);
void fr_log_print_error(FILE *out, const struct fr_log_look *look, jv row);

#endif

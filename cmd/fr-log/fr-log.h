/* fr-log.h: what the parts of fr-log share. */
#ifndef FR_LOG_H
#define FR_LOG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jv.h>

#include "command.h"
#include "id.h"
#include "look.h"
#include "pseudonyms.h"
#include "share.h"
#include "store.h"

enum fr_log_format { FR_LOG_JSON, FR_LOG_TEXT, FR_LOG_CSV, FR_LOG_PROMETHEUS };
enum fr_log_verdict { FR_LOG_UNHELPFUL, FR_LOG_HELPFUL, FR_LOG_NO_VERDICT };

struct fr_log_options {
	const struct fr_args *args;
	struct fr_share share;
	const char *store;           /* --store; NULL: as the settings say */
	struct fr_store_place where; /* of the store */
	const char *place;           /* its name; NULL when it has none */
	struct fr_error placeless;   /* then: why */
	enum fr_log_format format;
	enum fr_color color;
	struct fr_markdown_look look;
	int columns; /* of the terminal on stdout; 0: it is none */
	bool reveal; /* names instead of pseudonyms, in text */
	int wait_seconds;
	int64_t retention_us; /* how long envelopes are kept; 0: not at all */

	bool auto_generated;          /* mark as such; or list only such */
	long limit;                   /* rows at the most; 0: all */
	char from[FR_TIME_BYTES];     /* the time that rows are from: this is in it, */
	char to[FR_TIME_BYTES];       /* and this is not */
	const char *database, *cause; /* NULL: any */
	enum fr_log_verdict verdict;
	const char *note;           /* NULL: none */
	char before[FR_TIME_BYTES]; /* --older-than; "" when not given */
	bool yes;
};

/* The filter: keep what comes on stdin. */
enum fr_exit fr_log_filter(const struct fr_log_options *options);

/* The commands. They exit when the store cannot be opened, read or written. */
typedef enum fr_exit fr_log_command(const struct fr_log_options *options, char **operands, int count);
fr_log_command fr_log_list, fr_log_search, fr_log_show, fr_log_feedback, fr_log_errors, fr_log_quality, fr_log_stats,
    fr_log_replay, fr_log_export, fr_log_import, fr_log_prune;

/* Read the command line; its operands behind the command. Exits on misuse. NULL: no command, fr-log is a filter. */
fr_log_command *fr_log_parse(struct fr_log_options *options, struct fr_args *args, int argc, char **argv,
			     char ***operands, int *count);

/* Open the store and exit when that cannot be, likewise when a statement fails. Consumes parameters. */
struct fr_store *fr_log_open(const struct fr_log_options *options, enum fr_store_access access);
void fr_log_query(struct fr_store *store, const char *name, jv parameters, fr_store_row *row, void *state);

/* The rows of a statement as an array; its first row, or null. Consume parameters. */
jv fr_log_all(struct fr_store *store, const char *name, jv parameters);
jv fr_log_first(struct fr_store *store, const char *name, jv parameters);

/* {"id": id}, for statements of one row. */
jv fr_log_id(const char *id);

/* Which rows the options choose: from, to, database, cause, auto_generated, feedback_helpful, limit. */
jv fr_log_chosen(const struct fr_log_options *options);

/*
 * The one row whose id begins with that of the user: {id, kind}, kind diagnosis or error. Null when there is not
 * exactly one; that has been said then. The caller frees it.
 */
jv fr_log_find(const struct fr_log_options *options, struct fr_store *store, const char *id);

/* Open the table of pseudonyms, where they are to be revealed; else, and when it cannot be read, NULL. */
struct fr_pseudonyms *fr_log_names(const struct fr_log_options *options, struct fr_pseudonyms *table);

/* The entry or row as it is to be shown; names may be NULL. Borrows it; the caller frees what it gets. */
jv fr_log_revealed(const struct fr_pseudonyms *names, jv row);

/* Text on one line, masked. */
void fr_log_put(FILE *out, const char *text);

/*
 * For a human: a title and the diagnosis; what it was made with; what went wrong and what to do instead. row is an
 * entry (entry.h) or a row of the store. Borrowed.
 */
void fr_log_print_diagnosis(FILE *out, const struct fr_markdown_look *look, jv row);
void fr_log_print_footer(FILE *out, const struct fr_markdown_look *look, jv row, const char *id, const char *how,
			 const char *where);
void fr_log_print_error(FILE *out, const struct fr_markdown_look *look, jv row);

#endif

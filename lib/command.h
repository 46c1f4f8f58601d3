/*
 * command.h: what every tool does alike. The only part of lib/ that prints and exits.
 *
 *	enum { OPT_MODEL = FR_OPT_OWN };
 *	static const struct fr_option options[] = {
 *		{ 'p', "provider", "NAME", "who answers: offline" },
 *		{ OPT_MODEL, "model", "NAME", "the provider's model" },
 *		{ 0 },
 *	};
 *	static const struct fr_command command = { "fr-llm", "[options]", "ask a model", options, NULL };
 *
 *	int main(int argc, char **argv)
 *	{
 *		struct fr_args args;
 *		int option;
 *
 *		fr_start(&args, &command, argc, argv);
 *		while ((option = fr_next_option(&args)) != -1)
 *			switch (option) { case 'p': provider = args.value; break; … }
 *		fr_no_operands(&args);
 *		…
 *		return fr_finish(fr_filter(&args, answer, &state));
 *	}
 */
#ifndef FR_COMMAND_H
#define FR_COMMAND_H

#include <stddef.h>

#include <jv.h>

#include "envelope.h"
#include "error.h"

#define FR_OPT_OWN 256 /* keys of a tool's options that have no letter count from here */

struct fr_option {
	int key;              /* the letter, or a number from FR_OPT_OWN on; 0 ends the table */
	const char *name;     /* long name without dashes */
	const char *argument; /* what --help calls its argument; NULL when it takes none */
	const char *help;     /* one line */
};

struct fr_command {
	const char *name;                /* fr-llm */
	const char *synopsis;            /* what follows the name in the usage line */
	const char *purpose;             /* one line, a verb first */
	const struct fr_option *options; /* its own; those all tools have are added */
	const char *notes;               /* what --help says at its end, with line ends; or NULL */
};

#define FR_OPTIONS_MOST 40

struct fr_args {
	const struct fr_command *command;
	int argc;
	char **argv;       /* borrowed */
	const char *value; /* the argument of the option that fr_next_option gave; borrowed */
	size_t max_bytes;  /* --max-bytes: the largest envelope */
	int verbose;       /* how often -v was given */
	char letters[2 * FR_OPTIONS_MOST + 16];
	struct option *long_options;
};

/* The first line of every main: the tool's name for messages, SIGPIPE as the system has it, descriptors 0 to 2 open. */
void fr_start(struct fr_args *args, const struct fr_command *command, int argc, char **argv);

/*
 * The key of the next option, -1 after the last. Handles --help, --version, -v, --max-bytes and --config
 * itself; exits with FR_EX_USAGE on what it does not know. --config FILE is put into the
 * environment as FR_CONFIG, for fr_config_load and for children.
 */
int fr_next_option(struct fr_args *args);

/* The operands that are left: *count of them; borrowed from argv. */
char **fr_operands(const struct fr_args *args, int *count);

/* Exit with FR_EX_USAGE when there are operands. */
void fr_no_operands(const struct fr_args *args);

/* "fr-x: message" and the hint on stderr, control characters masked. */
void fr_report(const struct fr_error *err);

/* fr_report, then exit with its code. */
_Noreturn void fr_die(const struct fr_error *err);

/* Misuse: the message, the way to --help, FR_EX_USAGE. */
_Noreturn void fr_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "fr-x: message" on stderr; it does not change the exit status. */
void fr_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* fr_note when -v was given. */
void fr_verbose(const struct fr_args *args, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A whole number from first to last, or misuse of the option called name. */
long fr_number(const char *name, const char *text, long first, long last);

/*
 * The loop of a filter. For every envelope of stdin that has no .error, transform may change *envelope; when it
 * returns -1, *err becomes the envelope's .error (*envelope must still be a valid object).
 * Each envelope is written to stdout as one line, or not at all where transform made *envelope a jv_null().
 * Envelopes that already have an .error pass through. Bad input is reported and passed over.
 * Returns the worst that happened. Stage is the tool's name without "fr-".
 */
typedef int fr_transform(jv *envelope, void *state, struct fr_error *err);
enum fr_exit fr_filter(const struct fr_args *args, fr_transform *transform, void *state);

/* fr_filter, but transform sees envelopes with .error too (fr-log keeps them). */
enum fr_exit fr_filter_all(const struct fr_args *args, fr_transform *transform, void *state);

/* Write an envelope to stdout as one line. Consumes it. -1 when that failed; fr_finish then says why. */
int fr_put(jv envelope);

/* The last line of every main: is stdout whole? Returns what to exit with. */
int fr_finish(enum fr_exit worst);

#endif

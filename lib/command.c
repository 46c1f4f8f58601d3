#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "json.h"
#include "text.h"
#include "version.h"

enum { OPT_VERSION = 'V' + 1000, OPT_MAX_BYTES, OPT_CONFIG };

static const struct fr_option common[] = {
	{ OPT_CONFIG, "config", "FILE", "read FILE instead of ~/.config/fr/fr.conf and /etc/fr/fr.conf" },
	{ OPT_MAX_BYTES, "max-bytes", "N", "the largest envelope to accept (default 67108864)" },
	{ 'v', "verbose", NULL, "say more on stderr; may be repeated" },
	{ OPT_VERSION, "version", NULL, "print the version and exit" },
	{ 'h', "help", NULL, "print this and exit" },
	{ 0 },
};

static const char *tool = "fr"; /* whose messages these are */
static int write_errno;         /* why stdout failed, from when it did: stdio forgets it */

/* Descriptors 0 to 2 must be taken, or the first file that is opened becomes stdout. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		close(fd);
	for (fd = 0; fd <= 2; fd++)
		fcntl(fd, F_SETFD, 0);
}

static size_t add_options(struct fr_args *args, const struct fr_option *option, size_t at, size_t *letters)
{
	for (; option->key != 0; option++, at++) {
		if (at >= FR_OPTIONS_MOST)
			abort();
		args->long_options[at] = (struct option){
			.name = option->name,
			.has_arg = option->argument != NULL ? required_argument : no_argument,
			.val = option->key,
		};
		if (option->key >= FR_OPT_OWN)
			continue;
		args->letters[(*letters)++] = (char)option->key;
		if (option->argument != NULL)
			args->letters[(*letters)++] = ':';
	}
	return at;
}

void fr_start(struct fr_args *args, const struct fr_command *command, int argc, char **argv)
{
	size_t letters = 0;
	size_t at;

	open_standard_descriptors();
	signal(SIGPIPE, SIG_DFL);
	tool = command->name;
	*args = (struct fr_args){ .command = command, .argc = argc, .argv = argv, .max_bytes = FR_MAX_BYTES };
	args->long_options = calloc(FR_OPTIONS_MOST + 1, sizeof(*args->long_options));
	if (args->long_options == NULL)
		abort();
	args->letters[letters++] = ':'; /* a missing argument is told apart from an unknown option */
	at = add_options(args, command->options, 0, &letters);
	add_options(args, common, at, &letters);
	opterr = 0;
}

static void print_options(const struct fr_option *option)
{
	for (; option->key != 0; option++) {
		char left[64];
		char letter[5] = "    ";

		if (option->key < FR_OPT_OWN)
			snprintf(letter, sizeof(letter), "-%c, ", option->key);
		snprintf(left, sizeof(left), "%s--%s%s%s", letter, option->name, option->argument != NULL ? " " : "",
			 option->argument != NULL ? option->argument : "");
		if (strlen(left) > 26)
			printf("  %s\n  %26s  %s\n", left, "", option->help);
		else
			printf("  %-26s  %s\n", left, option->help);
	}
}

_Noreturn static void print_help(const struct fr_args *args)
{
	const struct fr_command *command = args->command;

	printf("usage: %s %s\n\n%s: %s\n\noptions:\n", command->name, command->synopsis, command->name,
	       command->purpose);
	print_options(command->options);
	print_options(common);
	if (command->notes != NULL)
		printf("\n%s", command->notes);
	printf("\nMore in %s(1) and fr(7).\n", command->name);
	exit(fr_finish(FR_EX_OK));
}

/* The word that getopt_long stopped at, as the user wrote it. */
static const char *stopped_at(const struct fr_args *args, char letter[3])
{
	const char *word = args->argv[optind - 1];

	if (strncmp(word, "--", 2) == 0 || optopt == 0 || optopt >= FR_OPT_OWN)
		return word;
	letter[0] = '-';
	letter[1] = (char)optopt;
	letter[2] = '\0';
	return letter;
}

int fr_next_option(struct fr_args *args)
{
	for (;;) {
		int option = getopt_long(args->argc, args->argv, args->letters, args->long_options, NULL);
		char letter[3];

		args->value = optarg;
		switch (option) {
		case 'h':
			print_help(args);
		case OPT_VERSION:
			printf("%s %s\n", args->command->name, FR_VERSION);
			exit(fr_finish(FR_EX_OK));
		case 'v':
			args->verbose++;
			break;
		case OPT_MAX_BYTES:
			args->max_bytes = (size_t)fr_number("--max-bytes", optarg, 1, INT_MAX);
			break;
		case OPT_CONFIG:
			setenv("FR_CONFIG", optarg, 1);
			break;
		case ':':
			fr_usage("option '%s' needs an argument", stopped_at(args, letter));
		case '?':
			fr_usage("unknown option '%s'", stopped_at(args, letter));
		case -1:
			free(args->long_options);
			args->long_options = NULL;
			return -1;
		default:
			return option;
		}
	}
}

char **fr_operands(const struct fr_args *args, int *count)
{
	*count = args->argc - optind;
	return args->argv + optind;
}

void fr_no_operands(const struct fr_args *args)
{
	int count;
	char **operands = fr_operands(args, &count);

	if (count > 0)
		fr_usage("unexpected operand '%s'", operands[0]);
}

static void say(const char *text)
{
	fprintf(stderr, "%s: ", tool);
	fr_text_write(stderr, text, strlen(text), FR_MASK_ALL);
	putc('\n', stderr);
}

static void hint(const char *text)
{
	fputs("hint: ", stderr);
	fr_text_write(stderr, text, strlen(text), FR_MASK_ALL);
	putc('\n', stderr);
}

void fr_report(const struct fr_error *err)
{
	say(err->message);
	if (err->hint[0] != '\0')
		hint(err->hint);
}

void fr_die(const struct fr_error *err)
{
	fr_report(err);
	exit(err->code);
}

void fr_usage(const char *format, ...)
{
	struct fr_error err = { .code = FR_EX_USAGE };
	va_list args;

	va_start(args, format);
	vsnprintf(err.message, sizeof(err.message), format, args);
	va_end(args);
	fr_error_hint(&err, "try '%s --help'", tool);
	fr_die(&err);
}

void fr_note(const char *format, ...)
{
	char text[1024];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	say(text);
}

void fr_verbose(const struct fr_args *args, const char *format, ...)
{
	char text[1024];
	va_list list;

	if (args->verbose == 0)
		return;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	say(text);
}

long fr_number(const char *name, const char *text, long first, long last)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(text, &end, 10);
	if (end == text || *end != '\0' || errno != 0 || number < first || number > last)
		fr_usage("%s takes a whole number from %ld to %ld, not '%s'", name, first, last, text);
	return number;
}

int fr_put(jv envelope)
{
	if (fr_envelope_write(stdout, envelope) == 0)
		return 0;
	write_errno = errno;
	return -1;
}

static enum fr_exit filter(const struct fr_args *args, fr_transform *transform, void *state, bool errors_too)
{
	const char *stage = strncmp(tool, "fr-", 3) == 0 ? tool + 3 : tool;
	struct fr_envelopes in;
	struct fr_error err;
	enum fr_exit worst = FR_EX_OK;
	jv envelope;
	int got;

	fr_envelopes_init(&in, STDIN_FILENO, args->max_bytes);
	while ((got = fr_envelopes_next(&in, &envelope, &err)) != 0) {
		if (got < 0) {
			fr_report(&err);
			worst = fr_exit_worse(worst, err.code);
			continue;
		}
		if ((errors_too || !fr_json_true(envelope, "error")) && transform(&envelope, state, &err) < 0) {
			fr_report(&err);
			worst = fr_exit_worse(worst, err.code);
			envelope = fr_envelope_fail(envelope, stage, &err);
		}
		if (jv_get_kind(envelope) == JV_KIND_NULL)
			jv_free(envelope);
		else if (fr_put(envelope) < 0)
			break;
	}
	fr_envelopes_release(&in);
	return worst;
}

enum fr_exit fr_filter(const struct fr_args *args, fr_transform *transform, void *state)
{
	return filter(args, transform, state, false);
}

enum fr_exit fr_filter_all(const struct fr_args *args, fr_transform *transform, void *state)
{
	return filter(args, transform, state, true);
}

int fr_finish(enum fr_exit worst)
{
	struct fr_error err;
	int failed = ferror(stdout);

	errno = write_errno;
	failed |= fflush(stdout);
	if (failed) {
		fr_error_set(&err, FR_EX_IOERR, "cannot write standard output: %s", strerror(errno != 0 ? errno : EIO));
		fr_report(&err);
		return fr_exit_worse(worst, FR_EX_IOERR);
	}
	return worst;
}

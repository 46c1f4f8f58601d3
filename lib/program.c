#include "program.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jq.h>

/* Takes away what would let a program see or change more than its input. One line, so that lines count from the parts.
 */
#define PRELUDE                                                                                                        \
	"def env: {}; def stderr: .; def input: error(\"input is not available\"); def inputs: input; "                \
	"def halt: error(\"halt is not available\"); def halt_error: error; def halt_error($c): error; "               \
	"def input_filename: null; def input_line_number: null; def modulemeta: error(\"modules are not available\");"

struct part {
	char *path;
	char *head, *text, *tail; /* head and tail make a definition of the text */
};

struct fr_program {
	struct part *parts;
	size_t count;
	jq_state *jq;
	char message[512]; /* the first thing libjq said since it was last emptied */
};

static void *must(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

struct fr_program *fr_program_new(void)
{
	return must(calloc(1, sizeof(struct fr_program)));
}

void fr_program_free(struct fr_program *program)
{
	if (program == NULL)
		return;
	for (size_t i = 0; i < program->count; i++) {
		free(program->parts[i].path);
		free(program->parts[i].head);
		free(program->parts[i].text);
		free(program->parts[i].tail);
	}
	free(program->parts);
	if (program->jq != NULL)
		jq_teardown(&program->jq);
	free(program);
}

static void add(struct fr_program *program, const char *path, char *head, const char *text, const char *tail)
{
	program->parts = must(reallocarray(program->parts, program->count + 1, sizeof(*program->parts)));
	program->parts[program->count++] = (struct part){
		.path = must(strdup(path)),
		.head = head,
		.text = must(strdup(text)),
		.tail = must(strdup(tail)),
	};
}

void fr_program_library(struct fr_program *program, const char *path, const char *text)
{
	add(program, path, must(strdup("")), text, "");
}

void fr_program_define(struct fr_program *program, const char *name, const char *path, const char *text)
{
	char *head;

	if (asprintf(&head, "def %s: (", name) < 0)
		abort();
	add(program, path, head, text, "\n);"); /* the line end closes a comment on the last line */
}

/* libjq's messages: "jq: error: syntax error, unexpected … (Unix shell …) at <top-level>, line 3:\n…" */
static void remember(void *data, jv message)
{
	struct fr_program *program = data;
	const char *text = jv_get_kind(message) == JV_KIND_STRING ? jv_string_value(message) : "";

	if (strncmp(text, "jq: error: ", 11) == 0)
		text += 11;
	if (program->message[0] == '\0')
		snprintf(program->message, sizeof(program->message), "%.*s", (int)strcspn(text, "\n"), text);
	jv_free(message);
}

/* The prelude, the first count parts, and the entry, each on lines of its own; the caller frees it. */
static char *compose(const struct fr_program *program, size_t count, const char *entry)
{
	char *text = NULL;
	size_t length;
	FILE *out = must(open_memstream(&text, &length));

	fputs(PRELUDE, out);
	for (size_t i = 0; i < count; i++)
		fprintf(out, "\n%s%s%s", program->parts[i].head, program->parts[i].text, program->parts[i].tail);
	fprintf(out, "\n%s\n", entry);
	if (fclose(out) != 0)
		abort();
	return text;
}

/*
 * Compile without an environment: libjq puts it into $ENV at this point, and takes $HOME/.jq as a library, which
 * would let a definition of the user's replace a builtin under our programs.
 */
static bool compile(struct fr_program *program, const char *text, jv constants)
{
	static char *nothing[] = { NULL };
	char **saved = environ;
	bool good;

	if (program->jq != NULL)
		jq_teardown(&program->jq);
	program->jq = must(jq_init());
	program->message[0] = '\0';
	jq_set_error_cb(program->jq, remember, program);
	environ = nothing;
	good = jq_compile_args(program->jq, text, constants) != 0;
	environ = saved;
	return good;
}

static unsigned long lines(const char *text)
{
	unsigned long count = 0;

	for (; (text = strchr(text, '\n')) != NULL; text++)
		count++;
	return count;
}

/* libjq counts lines from the start of all parts: the part of that line, and the line within it. */
static const struct part *part_of_line(const struct fr_program *program, unsigned long *line)
{
	unsigned long before = 1; /* the prelude is one line */

	for (size_t i = 0; i < program->count; i++) {
		unsigned long here = 1 + lines(program->parts[i].text) + lines(program->parts[i].tail);

		if (*line > before && *line <= before + here) {
			*line -= before;
			return &program->parts[i];
		}
		before += here;
	}
	return NULL;
}

/* Say what libjq said, of part or else of the part that its line number is in. */
static int blame(struct fr_program *program, const struct part *part, struct fr_error *err)
{
	char *at = strstr(program->message, " at <top-level>, line ");
	unsigned long line = at != NULL ? strtoul(at + strlen(" at <top-level>, line "), NULL, 10) : 0;
	char *aside = strstr(program->message, " (Unix shell quoting issues?)");
	const struct part *found = part_of_line(program, &line);

	if (at != NULL)
		*at = '\0';
	if (aside != NULL)
		*aside = '\0';
	if (found != NULL && (part == NULL || part == found))
		return fr_error_set(err, FR_EX_CONFIG, "'%s' line %lu: %s", found->path, line, program->message);
	if (part != NULL)
		return fr_error_set(err, FR_EX_CONFIG, "'%s': %s", part->path, program->message);
	return fr_error_set(err, FR_EX_FAULT, "cannot compile: %s", program->message);
}

/*
 * The program does not compile. A part that is bad by itself shows when the parts up to it do not compile; one that
 * uses what is not defined does not, since libjq drops what nothing uses, but then the line that libjq names is right.
 */
static int find_bad_part(struct fr_program *program, jv constants, struct fr_error *err)
{
	char whole[sizeof(program->message)];

	memcpy(whole, program->message, sizeof(whole));
	for (size_t i = 0; i < program->count; i++) {
		char *text = compose(program, i + 1, ".");
		bool good = compile(program, text, jv_copy(constants));

		free(text);
		if (!good) {
			jv_free(constants);
			return blame(program, &program->parts[i], err);
		}
	}
	jv_free(constants);
	memcpy(program->message, whole, sizeof(whole));
	return blame(program, NULL, err);
}

int fr_program_compile(struct fr_program *program, const char *entry, jv constants, struct fr_error *err)
{
	char *text = compose(program, program->count, entry);
	bool good = compile(program, text, jv_copy(constants));

	free(text);
	if (!good)
		return find_bad_part(program, constants, err);
	jv_free(constants);
	return 0;
}

/* Consumes what jq_next gave when it was not a value. */
static int explain(struct fr_program *program, jv invalid, struct fr_error *err)
{
	jv message = jv_invalid_get_msg(invalid);

	if (jv_get_kind(message) == JV_KIND_INVALID || jv_get_kind(message) == JV_KIND_NULL) {
		jv_free(message);
		if (program->message[0] != '\0')
			return fr_error_set(err, FR_EX_CONFIG, "%s", program->message);
		return fr_error_set(err, FR_EX_CONFIG, "%s",
				    jq_halted(program->jq) ? "the program halted" : "the program gave no output");
	}
	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	fr_error_set(err, FR_EX_CONFIG, "%s", jv_string_value(message));
	jv_free(message);
	return -1;
}

int fr_program_run(struct fr_program *program, jv input, jv *output, struct fr_error *err)
{
	program->message[0] = '\0';
	jq_start(program->jq, input, 0);
	*output = jq_next(program->jq);
	if (!jv_is_valid(*output)) {
		jv invalid = *output;

		*output = jv_invalid();
		return explain(program, invalid, err);
	}
	jq_start(program->jq, jv_null(), 0); /* lets go of the input and of what else the run held */
	return 0;
}

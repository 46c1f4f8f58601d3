/*
 * program.h: jq programs from files, run inside this process. The only part of fr that runs libjq.
 *
 *	struct fr_program *program = fr_program_new();
 *	jv output;
 *
 *	fr_program_library(program, "rules/lib/evidence.jq", text);	// def lines only
 *	fr_program_define(program, "rule0", "rules/deadlocks.jq", text);	// one expression
 *	if (fr_program_compile(program, ". as $in | rule0", jv_object(), &err) < 0)
 *		fr_die(&err);
 *	…
 *	if (fr_program_run(program, jv_copy(envelope), &output, &err) < 0)
 *		return -1;
 *
 * Compiling costs about 15 ms however short the text is, since libjq compiles its builtins each time. So a
 * tool puts all its files into one program and compiles that, before its first read.
 *
 * What a program may see is its input and its constants: env and $ENV are empty (keys are in the environment),
 * ~/.jq and modules are not loaded, input and inputs fail, debug and stderr are silent, and halt
 * and halt_error are errors like any other, which try can catch.
 */
#ifndef FR_PROGRAM_H
#define FR_PROGRAM_H

#include <jv.h>

#include "error.h"
#include "share.h"

struct fr_program;

/* An empty program; the caller frees it. Never NULL. */
struct fr_program *fr_program_new(void);
void fr_program_free(struct fr_program *program);

/* Add a file of definitions ("def …;"), seen by all that is added later. Both strings are copied. */
void fr_program_library(struct fr_program *program, const char *path, const char *text);

/* Add a file that is one expression, as the function name. Both strings are copied. */
void fr_program_define(struct fr_program *program, const char *name, const char *path, const char *text);

/* All files "subfolder/NAME.jq" as libraries, in the order of their names. FR_EX_CONFIG when one cannot be read. */
int fr_program_library_files(struct fr_program *program, const struct fr_share *share, const char *subfolder,
			     struct fr_error *err);

/* The file at path as the function name. FR_EX_CONFIG when it cannot be read. */
int fr_program_define_file(struct fr_program *program, const char *name, const char *path, struct fr_error *err);

/*
 * Compile, with entry as the expression to run and each member of constants as a $variable that every part sees.
 * Consumes constants. FR_EX_CONFIG with the path and line of the first part that is bad.
 */
int fr_program_compile(struct fr_program *program, const char *entry, jv constants, struct fr_error *err);

/*
 * Run with input, which is consumed; *output is the first value that came out, the caller's to free.
 * FR_EX_CONFIG when the program failed, or gave nothing; the message is jq's.
 */
int fr_program_run(struct fr_program *program, jv input, jv *output, struct fr_error *err);

#endif

/*
 * rules.h: all rules and one prompt as jq programs.
 *
 *	struct rules rules;
 *
 *	if (rules_open(&rules, &share, prompt_path, &err) < 0)
 *		fr_die(&err);
 *	if (rules_run(&rules, envelope, facts, &made, &err) < 0 || rules_prompt(&rules, envelope, &prompt, &err) < 0)
 *		…
 *	rules_release(&rules);
 *
 * Compiling costs about 15 ms for libjq's builtins, and 1 to 2 ms more for each rule. So what every envelope needs (the
 * prompt, and rules without a gate, "none" among them) is compiled by rules_open, while the stages before still work;
 *of the rules with a gate (gate.h), those that an envelope opens are compiled when the first such envelope comes.
 */
#ifndef FR_PROMPT_RULES_H
#define FR_PROMPT_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include <jv.h>

#include "error.h"
#include "program.h"
#include "share.h"

struct rule {
	char *cause; /* the file's name without its suffix */
	char *text, *path;
	jv gate;
	bool compiled;
};

struct rules {
	const struct fr_share *share; /* borrowed */
	jv constants;                 /* {thresholds} */
	struct rule *all;             /* sorted by cause */
	size_t count;
	struct fr_program *base;  /* the prompt, and the rules without a gate */
	struct fr_program *gated; /* those rules with a gate that were needed so far; NULL: none was */
	double least;             /* what a finding has to score */
};

/* Read everything and compile what every envelope needs. FR_EX_CONFIG: a file is missing or no good. Borrows share. */
int rules_open(struct rules *rules, const struct fr_share *share, const char *prompt_path, struct fr_error *err);
void rules_release(struct rules *rules);

/*
 * Run them: *made is an array with a member for each rule that was run, {cause, found: [what it gave…]} or
 * {cause, failed: message}. They see the envelope with facts (findings.h) as .facts. Borrows envelope and facts.
 * FR_EX_CONFIG: a rule does not compile.
 */
int rules_run(struct rules *rules, jv envelope, jv facts, jv *made, struct fr_error *err);

/* What the prompt gives for the envelope, which is borrowed. */
int rules_prompt(struct rules *rules, jv envelope, jv *prompt, struct fr_error *err);

#endif

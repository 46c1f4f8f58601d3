/*
 * gate.h: what has to be in the evidence before a rule is worth compiling.
 *
 * Compiling a rule costs more than running it, and most rules have nothing to say of most windows. So a rule says, in
 *comments before its first line of code, what it cannot do without:
 *
 *	# when: lock_summary.max_block_duration_seconds >= lock_wait_seconds
 *	# when: wait_events.pct_of_samples >= lock_wait_sample_percent and wait_events.max_waiters >= 2
 *
 * One such line must hold, in all its parts, those of one section in one row of it. A part is a section and a column,
 *and holds when one of the section's rows has there
 *
 *	section.column >= number	a number of at least that size; the name of a threshold stands for its value
 *	section.column = word		this text
 *	section.column			anything but null, false, 0 and ""
 *	section				(it has a row)
 *
 * "baseline." before the section looks into .baseline instead of .context. A rule without such a line is always open.
 */
#ifndef FR_PROMPT_GATE_H
#define FR_PROMPT_GATE_H

#include <stdbool.h>

#include <jv.h>

#include "error.h"

/*
 * The gate in a rule's text: an array of lines, each an array of parts; null when there is none. FR_EX_CONFIG with the
 * path for a line that is none. Borrows thresholds; the caller frees *gate.
 */
int gate_read(jv *gate, const char *path, const char *text, jv thresholds, struct fr_error *err);

/* Does the gate let this envelope through? Borrows both. */
bool gate_open(jv gate, jv envelope);

#endif

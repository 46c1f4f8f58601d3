/*
 * findings.h: from what the rules gave to an envelope's findings.
 */
#ifndef FR_PROMPT_FINDINGS_H
#define FR_PROMPT_FINDINGS_H

#include <jv.h>

/*
 * What rules and their words know by name: the row of system_metrics, and every setting's value with its unit ("1024
 * MB"). Borrows the envelope; the caller frees the object.
 */
jv findings_facts(jv envelope);

/*
 * The findings of an envelope, best first.
 *
 * made has a member for each rule: {cause, found: [{score, summary, evidence, fix, values, effect_of}…]} or, of a rule
 * that failed, {cause, failed: message}; the latter are collected in *failed. A finding that is the effect of another
 * one (effect_of: [causes]) stays below it and gets explained_by. What scores less than least is dropped; when nothing
 * is left, the finding of the rule "none" is what remains, and it is worth little when rules failed.
 *
 * Consumes made; borrows facts; the caller frees the array and *failed, an object of messages by cause.
 */
jv findings_rank(jv made, jv facts, double least, jv *failed);

#endif

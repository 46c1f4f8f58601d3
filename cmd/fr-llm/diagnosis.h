/*
 * diagnosis.h: findings as a diagnosis in Markdown: root cause, immediate fix, evidence, what would confirm it.
 */
#ifndef FR_LLM_DIAGNOSIS_H
#define FR_LLM_DIAGNOSIS_H

#include <jv.h>

/*
 * The text. Up to three findings that no other explains make the heading; their steps are the fix; the summaries of the
 * others are named as connected. A line is said once. Strings in findings must be clean (markdown_inline.h); titles
 * names causes in words. Consumes findings, of which anything that is not of its shape is passed over; borrows titles.
 */
jv diagnosis_text(jv findings, jv titles);

#endif

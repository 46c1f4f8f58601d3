/*
 * examples_text.h: judged diagnoses as a model reads them.
 *
 *	prompt text + jv text = examples_text(rows, 2);	// "Diagnoses of other windows … follow, up to … PAST …"
 */
#ifndef FR_PROMPT_EXAMPLES_TEXT_H
#define FR_PROMPT_EXAMPLES_TEXT_H

#include <jv.h>

/*
 * Rows are {causes, diagnosis, feedback_notes}, already clean; so many of them, the first, were judged helpful: of
 * these the text is shown, of the others the causes and the note. Each line is as plain as a recorded text (plain.h),
 * and all stand between two lines of a mark that does not occur in them. Borrows rows; the caller frees the text.
 */
jv examples_text(jv rows, int helpful);

#endif

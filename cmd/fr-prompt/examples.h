/*
 * examples.h: past diagnoses that people have judged, as examples and warnings in a prompt.
 *
 * They come from the store (fr-log feedback), the most similar first: those with the same causes, of the same database,
 * the latest. Of those marked helpful the text is shown, of those marked unhelpful the note. They are sanitised again,
 * and stand between two lines of a mark that does not occur in them.
 */
#ifndef FR_PROMPT_EXAMPLES_H
#define FR_PROMPT_EXAMPLES_H

#include <jv.h>

#include "error.h"
#include "share.h"

struct examples;

/*
 * Get ready for at most so many of each. NULL when there is nothing to be had: most is 0, or the store cannot be read,
 * which is said on stderr. Borrows share. Exits when the configuration is bad.
 */
struct examples *examples_open(const struct fr_share *share, long most);
void examples_free(struct examples *examples);

/*
 * The prompt (message.h) with the examples for this envelope behind the first message of the user, and their ids in its
 * .examples; as it is when there are none, or when they cannot be read or sanitised, which is said on stderr. Consumes
 * prompt, borrows envelope, which has its findings.
 */
jv examples_add(struct examples *examples, jv prompt, jv envelope);

#endif

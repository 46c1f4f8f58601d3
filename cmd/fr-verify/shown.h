/*
 * shown.h: what the prompt showed of the evidence.
 *
 * A model cites only what it was shown: of the context and the baseline a number is evidence when the prompt has its
 * column's name and the number as prompts write it; what is in a cell, such as a plan, is taken as it is. Without a
 * prompt everything counts. All borrow.
 */
#ifndef SHOWN_H
#define SHOWN_H

#include "evidence.h"

/* Read .prompt.messages, and what they say of sections ("[timeline] 6 of 11 rows") into the index. */
void shown_read(struct evidence *evidence, jv envelope);

bool shown_is(const struct evidence *evidence, const struct column *column, double value);

#endif

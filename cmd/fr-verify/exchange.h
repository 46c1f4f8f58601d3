/*
 * exchange.h: what was asked, and what tools answered, as evidence.
 *
 * Of response.turns (fr-llm(1)) only results are evidence: objects {rows: […]}, the same as JSON text, any other JSON,
 * or any other text. What the model said, what it put into its calls, and errors, which may repeat that, are none.
 */
#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "evidence.h"

/* Borrows envelope. */
void exchange_read(struct evidence *evidence, jv envelope);

#endif

/* reveal_lines.h: fr-sanitize --reveal. */
#ifndef REVEAL_LINES_H
#define REVEAL_LINES_H

#include "error.h"

/*
 * Copy stdin to stdout, pseudonyms as names: a line that is a JSON object or array stays one; any other is text, and on
 * a terminal what could steer it is masked. Reports what goes wrong and returns what to exit with.
 */
enum fr_exit reveal_lines(void);

#endif

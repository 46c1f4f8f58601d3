/*
 * check.h: what fr-verify found, as one line for a human: "evidence check: 8 of 9 citations found; not found: "41 s"".
 */
#ifndef FR_CHECK_H
#define FR_CHECK_H

#include <stdbool.h>
#include <stdio.h>

#include <jv.h>

/*
 * Write that line; nothing where verification, the member of an envelope of that name, is no verdict. Borrows it. Is
 * there something that was not found?
 */
bool fr_check_write(FILE *out, jv verification);

#endif

/*
 * window.h: when fixes may be applied: "sat,sun 00:00-24:00; mon-fri 22:00-06:00", in local time (TZ).
 *
 * A span that ends before it begins goes over midnight, and belongs to the day on which it begins. Without days it is
 * for every day; nothing at all is always.
 */
#ifndef FR_REMEDIATE_WINDOW_H
#define FR_REMEDIATE_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* Is it open then? -1 when the text is not of that form; all of it is looked at. */
int window_is_open(const char *text, int64_t now_us, bool *open);

#endif

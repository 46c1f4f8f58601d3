/*
 * values.h: what people write for yes, how many, how much and how long.
 */
#ifndef FR_VALUES_H
#define FR_VALUES_H

#include <stdint.h>

/* 1 for true, on, yes, 1; 0 for false, off, no, 0; -1 for anything else. */
int fr_value_boolean(const char *text);

/* A whole number from 0 on; -1 when it is not that. */
int64_t fr_value_integer(const char *text);

/* US dollars as micro-dollars, exactly: at most six places, at most a billion. -1 when it is not that. */
int64_t fr_value_microusd(const char *text);

/* Seconds in "15m", "15 minutes", "90 s", "1 hour 30 minutes", "00:15:00", up to a hundred years; -1 when it is none of
 * these. */
int64_t fr_value_seconds(const char *text);

#endif

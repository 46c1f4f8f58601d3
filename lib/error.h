/*
 * error.h: how a function says that it failed, and what a process exits with.
 *
 * A library function returns 0, or -1 with *err filled in; it never prints and
 * never exits. The command decides what becomes of it (command.h).
 *
 *	struct fr_error err = {0};
 *
 *	if (fr_config_load(&config, &err) < 0)
 *		fr_die(&err);
 */
#ifndef FR_ERROR_H
#define FR_ERROR_H

#include <stdarg.h>

/* The exit statuses of every tool; the values above 2 are those of sysexits(3). */
enum fr_exit {
	FR_EX_OK = 0,
	FR_EX_FAULT = 1,        /* a fault of ours */
	FR_EX_USAGE = 2,        /* misuse of the command line */
	FR_EX_DATAERR = 65,     /* bad input */
	FR_EX_UNAVAILABLE = 69, /* a database or API could not be reached */
	FR_EX_IOERR = 74,       /* could not read or write */
	FR_EX_TEMPFAIL = 75,    /* not now: budget, rate limit, cooling down */
	FR_EX_PROTOCOL = 76,    /* the answer is no good */
	FR_EX_NOPERM = 77,      /* not allowed */
	FR_EX_CONFIG = 78,      /* bad or missing configuration */
	FR_EX_INTERRUPTED = 130
};

struct fr_error {
	enum fr_exit code;
	char message[1024]; /* one line, lower case, no full stop; cut when longer */
	char hint[512];     /* what to do about it; "" when there is nothing to say */
};

/* Fill *err, with no hint. Always -1, so that a failing function can return it. */
int fr_error_set(struct fr_error *err, enum fr_exit code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Add a hint to what fr_error_set said. Always -1. */
int fr_error_hint(struct fr_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The status to exit with when both have happened: FR_EX_FAULT above all, else the larger. Have both at hand: when one
 * argument is a call that changes the other, C may look at the other first.
 */
enum fr_exit fr_exit_worse(enum fr_exit a, enum fr_exit b);

#endif

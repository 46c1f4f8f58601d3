/*
 * libpq_lazy.h: libpq for tools that rarely need it.
 *
 * Linking libpq costs a tool 2.5 ms at each start: it brings Kerberos, LDAP and OpenSSL with it, and most stores are
 * files. A tool made with libpq_lazy.o instead of -lpq has functions of libpq's names (those in libpq_lazy.c) that pass
 * their calls on to the library, once that is loaded.
 */
#ifndef FR_LIBPQ_LAZY_H
#define FR_LIBPQ_LAZY_H

#include "error.h"

/* Load libpq; before it no function of libpq may be called. FR_EX_CONFIG when it is not installed. */
int fr_libpq_load(struct fr_error *err);

#endif

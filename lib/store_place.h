/*
 * store_place.h: the part of fr_store_place (store.h) that knows libpq's connection strings. For lib/store_place*.c
 * only.
 */
#ifndef FR_STORE_PLACE_H
#define FR_STORE_PLACE_H

#include "store.h"

/* Fill *place, which is all zero, from a connection string; loads libpq. FR_EX_CONFIG, and it stays all zero. */
int fr_store_place_server(struct fr_store_place *place, const char *conninfo, const char *schema, struct fr_error *err);

#endif

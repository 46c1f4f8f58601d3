/* entry_internal.h: for lib/entry*.c only. */
#ifndef FR_ENTRY_INTERNAL_H
#define FR_ENTRY_INTERNAL_H

#include <jv.h>

/* A string without U+0000, which neither SQLite's shell nor PostgreSQL takes. Consumes value; null when it is no
 * string. */
jv fr_entry_plain(jv value);

/* JSON in a string. Consumes value; null when there is none. */
jv fr_entry_json(jv value);

/* A count, or null. */
jv fr_entry_whole(double number);

/* A time, as long as it could be one. It ends up in statements that a human pastes into psql. */
jv fr_entry_moment(jv object, const char *path);

#endif

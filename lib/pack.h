/*
 * pack.h: JSON in a tenth of its size, as text: zlib's deflate in base64, which every store and every file takes.
 */
#ifndef FR_PACK_H
#define FR_PACK_H

#include <jv.h>

/* A string. Consumes value. */
jv fr_pack(jv value);

/* What was packed; jv_invalid() when that is no such text, or more than 64 MiB come out of it. Consumes packed. */
jv fr_unpack(jv packed);

#endif

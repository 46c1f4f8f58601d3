/*
 * sanitize/key.h: the key of this user's pseudonyms.
 */
#ifndef FR_SANITIZE_KEY_H
#define FR_SANITIZE_KEY_H

#include "error.h"

#define FR_KEY_BYTES 32

/*
 * Read the file "pseudonyms.key" of the state folder. The first that asks makes it, from the kernel's random source;
 * when many ask at once they all get the same. FR_EX_CONFIG when it is not what we wrote, or others may read it.
 */
int fr_key_load(unsigned char key[FR_KEY_BYTES], struct fr_error *err);

#endif

/* config_internal.h: what lib/config*.c know of each other, and nobody else does. */
#ifndef FR_CONFIG_INTERNAL_H
#define FR_CONFIG_INTERNAL_H

#include "config.h"

struct fr_config_known {
	const char *name;
	enum fr_config_type type;
	const char *fallback;
	const char *help;
};

extern const struct fr_config_known fr_config_keys[];
extern const int fr_config_key_count;

/* Where in the table a key is; -1: nowhere. */
int fr_config_index(const char *name);

/* What somebody may have meant who wrote a name that is no key's. */
const char *fr_config_nearest(const char *name);

/* The files, then FR_<KEY> in the environment, into config. FR_EX_CONFIG with file and line when one is not good. */
int fr_config_read(struct fr_config *config, struct fr_error *err);

#endif

/*
 * config.h: settings, fr.conf(5).
 *
 * A value comes from the first of: the command line (fr_config_set), FR_<KEY> in the environment,
 * the user's file, the system's file, the built-in default. The user's file is $FR_CONFIG, else
 * ~/.config/fr/fr.conf; the system's is /etc/fr/fr.conf, and is not read when FR_CONFIG is set.
 *
 * Values are checked when they are read, so the getters cannot fail. Asking for a key that
 * is not in the table (config_keys.c), or as another type than it has there, is a fault of ours and aborts.
 */
#ifndef FR_CONFIG_H
#define FR_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

#include "error.h"

struct fr_config;

enum fr_config_type {
	FR_CONFIG_BOOLEAN,  /* on off true false yes no 1 0 */
	FR_CONFIG_INTEGER,  /* 0 or more */
	FR_CONFIG_MONEY,    /* US dollars in the file, micro-dollars in C */
	FR_CONFIG_DURATION, /* 15 minutes, 15m, 30s, 1 hour; seconds in C */
	FR_CONFIG_TEXT
};

/* Read all sources. FR_EX_CONFIG with file and line when one is not good. */
int fr_config_load(struct fr_config **config, struct fr_error *err);
void fr_config_free(struct fr_config *config);

/* A value from the command line, the option's name as source. */
int fr_config_set(struct fr_config *config, const char *key, const char *value, const char *option,
		  struct fr_error *err);

/* Borrowed; "" when it is empty. Any type, as it was written. */
const char *fr_config_text(const struct fr_config *config, const char *key);
bool fr_config_boolean(const struct fr_config *config, const char *key);
int64_t fr_config_integer(const struct fr_config *config, const char *key);
int64_t fr_config_microusd(const struct fr_config *config, const char *key);
int64_t fr_config_seconds(const struct fr_config *config, const char *key);

/* "--model", "FR_AI_MODEL", "/etc/fr/fr.conf:3" or "default". Borrowed. */
const char *fr_config_source(const struct fr_config *config, const char *key);

/* May the value of the key be or hold a secret, so that it is never shown? */
bool fr_config_hidden(const struct fr_config *config, const char *key);

/* The i-th key of the table, its help in *help; NULL after the last. Borrowed. */
const char *fr_config_key(int i, const char **help);

#endif

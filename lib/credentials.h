/*
 * credentials.h: API keys, from where they are kept to the one place that sends them.
 *
 *	struct fr_secret key = {0};
 *	int found = fr_credentials_find(config, "anthropic", &key, &err);
 *
 *	… found is 1: key.text goes into a header, and nowhere else …
 *	fr_secret_wipe(&key);
 *
 * Looked for in this order: the file that api_key_file names, what api_key_command prints,
 * $CREDENTIALS_DIRECTORY/<provider>_api_key (systemd's LoadCredential), <PROVIDER>_API_KEY in the environment. The
 * first that is set decides; when it is no good, the others are not tried.
 */
#ifndef FR_CREDENTIALS_H
#define FR_CREDENTIALS_H

#include "config.h"
#include "error.h"

struct fr_secret {
	char *text;        /* NULL: none */
	char source[4200]; /* where it was found, for people; never the key */
};

/*
 * 1 when a key was found; 0 when nothing names one; -1 when what names one is no good: FR_EX_NOPERM for a file that
 * others can read, FR_EX_CONFIG for one that is missing, empty, or holds what no key holds (blanks, control
 * characters). From the first call on the process leaves no core dump and cannot be traced by its user's other
 * processes, and the key is gone from the environment that children would inherit. The command itself sees no variable
 * whose name ends in _API_KEY.
 */
int fr_credentials_find(const struct fr_config *config, const char *provider, struct fr_secret *secret,
			struct fr_error *err);

/*
 * The same for a secret that has a name of its own, such as slack_webhook_url: in the file that the key <name>_file
 * names, in $CREDENTIALS_DIRECTORY/<name>, or in <NAME> in the environment.
 */
int fr_credentials_named(const struct fr_config *config, const char *name, struct fr_secret *secret,
			 struct fr_error *err);

/* Overwrite and free. */
void fr_secret_wipe(struct fr_secret *secret);

#endif

/*
 * gate.h: may anything be done at all, now, by whoever runs this? The settings, the maintenance window, and the stop.
 */
#ifndef FR_REMEDIATE_GATE_H
#define FR_REMEDIATE_GATE_H

#include <stdint.h>

#include "book.h"
#include "config.h"
#include "remedy.h"

/* FR_EX_CONFIG when remediation_window or auto_remediation_whitelist is not good. */
int gate_check_settings(const struct fr_config *config, const struct policy *policy, struct fr_error *err);

/* Do the settings allow the verb, and the time of day? FR_EX_NOPERM; FR_EX_TEMPFAIL outside the window. */
int gate_check_verb(const struct fr_config *config, const struct verb *verb, int64_t now_us, struct fr_error *err);

/* The stop: a file in the state folder, /etc/fr/remediation.stop, or a row of the store. Read before each action. */
int gate_check_stop(struct book *book, struct fr_error *err);

/* The path of the file in the state folder; the caller frees it. */
char *gate_stop_file(struct fr_error *err);

#endif

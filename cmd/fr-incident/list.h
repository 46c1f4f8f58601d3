/* list.h: the incidents of the store, for people, programs and Prometheus. */
#ifndef FR_INCIDENT_LIST_H
#define FR_INCIDENT_LIST_H

#include "store.h"

enum list_format { LIST_JSON, LIST_TABLE, LIST_PROMETHEUS };

/* Write those that go on, and but for Prometheus those that ended in the last day, to stdout. */
int list_write(struct fr_store *store, enum list_format format, struct fr_error *err);

#endif

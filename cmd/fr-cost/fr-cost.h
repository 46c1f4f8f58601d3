/* fr-cost.h: what the parts of fr-cost share. */
#ifndef FR_COST_H
#define FR_COST_H

#include <stdbool.h>
#include <stdint.h>

#include <jv.h>

#include "command.h"
#include "config.h"
#include "share.h"
#include "store.h"

enum fr_cost_format { FR_COST_TABLE, FR_COST_JSON, FR_COST_CSV, FR_COST_PROMETHEUS };

struct fr_cost_options {
	const struct fr_args *args;
	struct fr_config *config;
	struct fr_share share;
	enum fr_cost_format format;
	int64_t max_microusd; /* --max; -1: no limit */
	int64_t last_seconds; /* --last; -1: not given */
	const char *base_url; /* NULL: the provider's own */
	const char *by;       /* --by; NULL: not given */
	bool batch;
};

/* The filter and the subcommands. They exit when the store cannot be read. */
enum fr_exit fr_cost_filter(const struct fr_cost_options *options);
enum fr_exit fr_cost_report(const struct fr_cost_options *options);
enum fr_exit fr_cost_budget(const struct fr_cost_options *options);

/* What tells the rows of a report apart. */
struct fr_cost_key {
	const char *name;   /* the column's */
	const char *option; /* what --by calls it */
	bool asked;
};

#define FR_COST_KEYS 6

/* Write a report; rows is an array of objects. Consumes rows. */
void fr_cost_write(enum fr_cost_format format, const struct fr_cost_key keys[FR_COST_KEYS], jv rows);

void fr_cost_write_metrics(const struct fr_cost_key keys[FR_COST_KEYS], jv rows); /* borrows rows */

/* The store of the settings, to read. Exits when it cannot be. */
struct fr_store *fr_cost_reader(const struct fr_cost_options *options);

#endif

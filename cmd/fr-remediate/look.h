/*
 * look.h: looking at the server before and after, with nothing but SELECT in READ ONLY transactions.
 */
#ifndef FR_REMEDIATE_LOOK_H
#define FR_REMEDIATE_LOOK_H

#include "book.h"
#include "database.h"
#include "policy.h"
#include "remedy.h"

struct looker {
	struct fr_database *db;
	const struct policy *policy;
	int timeout_seconds;
};

/* Which server is it? The caller frees both texts. */
int look_server(const struct looker *looker, struct server *server, struct fr_error *err);

/* One statement of policy's with these values. Its first row, the caller's to free; null when there is none.
 * FR_EX_UNAVAILABLE when the server is lost, FR_EX_NOPERM when it does not like the statement. */
int look_row(const struct looker *looker, const char *sql, const char *const *values, int count, jv *row,
	     struct fr_error *err);

/* The values of policy->look for a remedy: so many at the most. */
#define LOOK_VALUES 5
int look_values(const struct looker *looker, const struct remedy *remedy, const char *values[LOOK_VALUES]);

/* *row is what policy->look gives: refusal, why, facts. */
int look_at(const struct looker *looker, const struct remedy *remedy, jv *row, struct fr_error *err);

/*
 * Is it allowed? Fills in why, before (of the first look) and what would be sent. FR_EX_NOPERM and why not;
 * FR_EX_UNAVAILABLE when the server is lost.
 */
int look_judge(const struct looker *looker, struct remedy *remedy, struct fr_error *err);

/* The statement of a template of the remedy's verb, as it is sent; the caller frees it. NULL and *err. */
char *look_statement(const struct looker *looker, const struct remedy *remedy, const char *template,
		     struct fr_error *err);

#endif

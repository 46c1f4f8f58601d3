/*
 * sanitize/identity.h: users, applications, hosts and databases under stable pseudonyms.
 *
 * A pseudonym is the begin of HMAC-SHA-256(key, type, name), so that the same user is user_7f3a in every incident and
 * nobody without the key can try names against it. Names that every installation has (postgres, psql:
 * share/sanitize/names*.json) stay as they are.
 */
#ifndef FR_SANITIZE_IDENTITY_H
#define FR_SANITIZE_IDENTITY_H

#include <jv.h>
#include <stdbool.h>

#include "bytes.h"
#include "error.h"
#include "pseudonyms.h"
#include "sanitize/counts.h"
#include "sanitize/key.h"
#include "sanitize/names.h"
#include "share.h"

struct fr_identities {
	bool check;   /* nothing is given a pseudonym: names become <redacted> */
	bool letters; /* names of one letter are looked for in text, too */
	bool open;    /* key and table are there: they are opened when the first name needs them */
	unsigned char key[FR_KEY_BYTES];
	struct fr_pseudonyms table;
	jv known;             /* "user\tpostgres" and so on */
	struct fr_names seen; /* what became of them; in this envelope and some before it */
};

/* Read the known names. */
int fr_identities_init(struct fr_identities *identities, const struct fr_share *share, bool check,
		       struct fr_error *err);
void fr_identities_release(struct fr_identities *identities);

/*
 * What stands for name, of a type "user", "app", "host" or "db" (a constant): its pseudonym; or name itself when it is
 * empty, a pseudonym that was given here, or known to everybody. Consumes name. Invalid and *err when key or table
 * cannot be had.
 */
jv fr_identity(struct fr_identities *identities, const char *type, jv name, struct fr_counts *counts,
	       struct fr_error *err);

/* Remember name, so that fr_identities_replace finds it. Borrows name. */
int fr_identities_find(struct fr_identities *identities, const char *type, jv name, struct fr_error *err);

/* Write down the pseudonyms that were given. Nothing may leave before. */
int fr_identities_keep(struct fr_identities *identities, struct fr_error *err);

/* Forget what was found: the next envelope begins. */
void fr_identities_forget(struct fr_identities *identities);

/* Put pseudonyms where the found names stand as whole words. True: *bytes is now the new text. spare is used on the
 * way. */
bool fr_identities_replace(const struct fr_identities *identities, struct fr_bytes *bytes, struct fr_bytes *spare,
			   struct fr_counts *counts);

#endif

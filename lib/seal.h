/*
 * seal.h: the proof that a prompt was made on this machine, from evidence that fr-sanitize's check found clean.
 *
 * Once evidence has become a prompt, nobody can tell a name or a literal in it from the prompt's own words. So
 * whoever makes it looks at the evidence, and seals the prompt: .prompt.seal is an HMAC by the key of this machine's
 * pseudonyms over what a vendor would be sent. Whoever sends it sends nothing without.
 *
 *	if (fr_seal_put(&prompt, rules, &err) < 0)	// fr-prompt, when the evidence is clean
 *	…
 *	if (fr_seal_holds(prompt, rules, &err) <= 0)	// fr-llm
 *		… it does not leave …
 */
#ifndef FR_SEAL_H
#define FR_SEAL_H

#include <jv.h>

#include "config.h"
#include "error.h"

/* What the evidence may keep: a seal holds for those who allow as much. */
enum { FR_SEAL_LITERALS = 1, FR_SEAL_IDENTITIES = 2 };

/* What the settings allow it: ai_sanitize_queries and ai_redact_usernames, where they are off. */
unsigned fr_seal_rules(const struct fr_config *config);

/*
 * Set the prompt's .seal, over all its members but .name, .max_output_tokens and .repeats. FR_EX_CONFIG when the key
 * can neither be read nor made; the prompt is then as it was.
 */
int fr_seal_put(jv *prompt, unsigned rules, struct fr_error *err);

/* 1: its seal is one that fr_seal_put set here, under these rules or stricter ones; 0: it is not; -1: as above. Borrows
 * it. */
int fr_seal_holds(jv prompt, unsigned rules, struct fr_error *err);

#endif

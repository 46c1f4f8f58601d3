/*
 * sanitize/proof.h: what tells a secret or a number of a person from something that only looks like one.
 */
#ifndef FR_SANITIZE_PROOF_H
#define FR_SANITIZE_PROOF_H

#include <stdbool.h>
#include <stddef.h>

/* Do the digits, blanks and dashes passed over, end in their Luhn check digit (cards)? */
bool fr_proof_luhn(const char *text, size_t length);

/* Is it 1 modulo 97 as ISO 13616 counts (IBAN), blanks passed over? */
bool fr_proof_iban(const char *text, size_t length);

/* Is it as random as a key: upper and lower case, digits, and 4.2 bits of entropy a character? */
bool fr_proof_entropy(const char *text, size_t length);

/* Four numbers of at most 255, with dots between. */
bool fr_proof_ipv4(const char *text, size_t length);

#endif

#include "seal.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sanitize/key.h"

#define SEAL_BYTES (2 * SHA256_DIGEST_SIZE + 1)

/* Not sent, or nothing that a text could hide in. */
static const char *const free_members[] = { "name", "max_output_tokens", "repeats", "seal" };

/* The key has other uses: "prompt" keeps what is sealed apart from the names that get pseudonyms. */
static void seal_of(char seal[SEAL_BYTES], jv prompt, unsigned rules, const unsigned char key[FR_KEY_BYTES])
{
	uint8_t head[] = "prompt\0#", digest[SHA256_DIGEST_SIZE];
	jv sealed = jv_copy(prompt), text;
	struct hmac_sha256_ctx hmac;

	for (size_t i = 0; i < sizeof(free_members) / sizeof(free_members[0]); i++)
		sealed = jv_object_delete(sealed, jv_string(free_members[i]));
	text = jv_dump_string(sealed, JV_PRINT_SORTED);
	head[sizeof(head) - 2] = (uint8_t)('0' + rules);
	hmac_sha256_set_key(&hmac, FR_KEY_BYTES, key);
	hmac_sha256_update(&hmac, sizeof(head), head);
	hmac_sha256_update(&hmac, (size_t)jv_string_length_bytes(jv_copy(text)),
			   (const uint8_t *)jv_string_value(text));
	hmac_sha256_digest(&hmac, sizeof(digest), digest);
	for (size_t i = 0; i < sizeof(digest); i++)
		snprintf(seal + 2 * i, 3, "%02x", digest[i]);
	explicit_bzero(&hmac, sizeof(hmac));
	jv_free(text);
}

unsigned fr_seal_rules(const struct fr_config *config)
{
	return (fr_config_boolean(config, "ai_sanitize_queries") ? 0 : FR_SEAL_LITERALS) |
	       (fr_config_boolean(config, "ai_redact_usernames") ? 0 : FR_SEAL_IDENTITIES);
}

int fr_seal_put(jv *prompt, unsigned rules, struct fr_error *err)
{
	unsigned char key[FR_KEY_BYTES];
	char seal[SEAL_BYTES];

	if (fr_key_load(key, err) < 0)
		return -1;
	seal_of(seal, *prompt, rules, key);
	explicit_bzero(key, sizeof(key));
	*prompt = fr_json_set(*prompt, "seal", jv_string(seal));
	return 0;
}

int fr_seal_holds(jv prompt, unsigned rules, struct fr_error *err)
{
	char *given = fr_json_text(prompt, "seal");
	unsigned char key[FR_KEY_BYTES];
	char seal[SEAL_BYTES];
	int holds = 0;

	if (given == NULL || strlen(given) != SEAL_BYTES - 1) {
		free(given);
		return 0;
	}
	if (fr_key_load(key, err) < 0) {
		free(given);
		return -1;
	}
	for (unsigned stricter = 0; stricter <= rules; stricter++) {
		if ((stricter & ~rules) != 0)
			continue;
		seal_of(seal, prompt, stricter, key);
		holds |= memeql_sec(seal, given, SEAL_BYTES - 1);
	}
	explicit_bzero(key, sizeof(key));
	free(given);
	return holds;
}

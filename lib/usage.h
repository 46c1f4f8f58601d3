/*
 * usage.h: how many tokens a call took, counted the same way whoever reports them.
 *
 * Anthropic's input_tokens leave out what was read from and written to its cache; OpenAI's include both. Here every
 * token is counted once, in the member that says what it costs.
 *
 *	struct fr_usage usage = {0};
 *
 *	if (!fr_usage_anthropic(&usage, reported, FR_CACHE_WRITE_5M))
 *		… nothing was reported …
 */
#ifndef FR_USAGE_H
#define FR_USAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jv.h>

struct fr_usage {
	int64_t input_tokens; /* neither read from nor written to the provider's cache */
	int64_t cache_read_tokens;
	int64_t cache_write_5m_tokens; /* for the provider's short time: 5 minutes, at OpenAI 30 */
	int64_t cache_write_1h_tokens; /* for its long time: 1 hour, at OpenAI 12 */
	int64_t output_tokens;         /* thinking included */
};

/* For how long a request has the provider keep its prompt. */
enum fr_cache_write { FR_CACHE_WRITE_NONE, FR_CACHE_WRITE_5M, FR_CACHE_WRITE_1H };

/*
 * Take over what a usage object reports; counts that it does not mention stay as they are, so the events of a stream
 * can be given one after the other. Borrows reported, which may be anything: what is no count is passed over, and
 * none is taken above a million million. asked is what the request asked for: it decides where the report does not
 * say for how long the prompt is kept. Was there a count in it?
 */
bool fr_usage_anthropic(struct fr_usage *usage, jv reported, enum fr_cache_write asked);
bool fr_usage_openai(struct fr_usage *usage, jv reported, enum fr_cache_write asked); /* both of its APIs */

/*
 * Make good what an answer that was cut left unreported: the output is the larger of what was reported and what
 * received_bytes of text are likely to be; an input that was never reported is input_tokens_most. What comes of it
 * is an estimate.
 */
void fr_usage_cut(struct fr_usage *usage, int64_t input_tokens_most, size_t received_bytes);

/* Count more to total. */
void fr_usage_add(struct fr_usage *total, const struct fr_usage *more);

/* All of them together. */
int64_t fr_usage_tokens(const struct fr_usage *usage);

/* The members by their names, and total_tokens: .response.usage. The caller frees it. */
jv fr_usage_json(const struct fr_usage *usage);

/*
 * The most tokens that a request body of so many bytes can be billed for. The vocabularies in use are made of bytes:
 * no token stands for less than one, so there are no more tokens than bytes. Escapes make JSON longer than the text
 * that is billed, never shorter, and the names of its members outweigh the tokens that set off a message. What
 * vendors put in front of the prompt on their own (to explain tools or a schema to the model) is a few hundred tokens:
 * 1,024 are added for that.
 */
int64_t fr_tokens_most(size_t body_bytes);

/* How many tokens so many bytes are likely to be: one for three bytes, more than English prose takes. */
int64_t fr_tokens_likely(size_t bytes);

#endif

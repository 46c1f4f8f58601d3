/*
 * api.h: how one API is spoken. A file an API; each turns a question into a request body, and what comes back, whole or
 * streamed, into an answer. None knows of sockets, retries or money.
 *
 *	jv body = api_messages.request(&question);
 *	…
 *	if (api_messages.whole(&answer, document) < 0)
 *		… not what this API answers …
 */
#ifndef FR_LLM_API_H
#define FR_LLM_API_H

#include <jv.h>
#include <stdbool.h>
#include <stdint.h>

#include "answer.h"

/* What is asked; all borrowed. */
struct question {
	const char *model;
	jv prompt;                 /* .system, .messages, .schema */
	int64_t max_output_tokens; /* thinking included */
	const char *effort;        /* how hard to think; NULL: the model's own way, or it has none */
	bool stream;
	bool repeats;     /* a later request begins with the same text: have it cached */
	bool vendors_own; /* the model is one of the vendor's that made the API, not somebody's that is compatible */
	jv tools;         /* [{name, description, input_schema}] that the model may call; invalid: none */
	bool last;        /* it has called enough of them: an answer, now */
	jv history;       /* what came after the prompt, as said and results made it */
};

struct api {
	const char *name;
	const char *path;           /* behind the base URL */
	const char *key_header;     /* what stands before the key */
	const char *const *headers; /* what else it wants; NULL ends */
	bool end_suffices;          /* a stream may just end, once the model gave its reason to */

	/* The request body. The same question gives the same bytes. The caller frees it. */
	jv (*request)(const struct question *question);

	/* A whole response, and an event of a stream. Consume document. -1: this is not what the API sends. */
	int (*whole)(struct answer *answer, jv document);
	int (*event)(struct answer *answer, jv document);

	/*
	 * The calls of an answer that ended in ANSWER_CALLS, as [{id, name, input}]; where the arguments are no JSON
	 * object, they are text in "arguments" in the place of input. The caller frees it.
	 */
	jv (*calls)(const struct answer *answer);

	/*
	 * What the next request of the conversation has to hold behind what this one held, in order: the answer as it
	 * was given, and what became of its calls, [{id, name, text, failed}], with a note (NULL: none) from the user
	 * behind them. Arrays for question.history; the caller frees them. Borrow what they are given.
	 */
	jv (*said)(const struct answer *answer);
	jv (*results)(jv calls, const char *note);
};

extern const struct api api_messages;  /* Anthropic */
extern const struct api api_responses; /* OpenAI */
extern const struct api api_chat;      /* OpenAI, and what is compatible with it */
extern const struct api api_ollama;    /* Ollama's own */

/* For their request bodies: .prompt's messages as {role, content}, one per turn, in front of which may stand a system
 * turn. */
jv api_turns(jv prompt, const char *system_role);

/* .prompt.system, or NULL; the caller frees it. */
jv api_system(jv prompt);

/* {role, content}. Consumes both. */
jv api_turn(jv role, jv content);

/* The tools as OpenAI's Chat Completions and its kin want them. */
jv api_functions(jv tools);

/* One of the calls. Arguments may be an object, or JSON text, in which no text is {}. Consumes all. */
jv api_call(jv id, jv name, jv arguments);

/* A name for .prompt.schema: the prompt's name, with nothing in it that vendors do not take. */
jv api_schema_name(jv prompt);

#endif

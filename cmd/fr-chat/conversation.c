#include "conversation.h"

#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "envelope.h"
#include "json.h"
#include "usage.h"

/* The window that is talked about, where there is one: a diagnosis that is gone on from has it. */
static const char *const carried[] = { "source", "window", "coverage", "context", "baseline" };

void conversation_init(struct conversation *conversation, int tokens_most)
{
	*conversation =
	    (struct conversation){ .evidence = jv_object(), .turns = jv_array(), .tokens_most = tokens_most };
	conversation->evidence = fr_json_set(conversation->evidence, "context", jv_object());
}

void conversation_release(struct conversation *conversation)
{
	jv_free(conversation->evidence);
	jv_free(conversation->turns);
	conversation->evidence = conversation->turns = jv_invalid();
}

jv conversation_envelope(struct conversation *conversation, const char *question)
{
	jv envelope = jv_object_merge(fr_envelope_new(), jv_copy(conversation->evidence));
	jv about = jv_object(), earlier = jv_object();

	if (conversation->id[0] == '\0') {
		char *id = fr_json_text(envelope, "id");

		snprintf(conversation->id, sizeof(conversation->id), "%s", id);
		free(id);
	}
	about = fr_json_set(about, "id", jv_string(conversation->id));
	if (conversation->last[0] != '\0')
		about = fr_json_set(about, "continues", jv_string(conversation->last));
	earlier = fr_json_set(earlier, "turns", jv_copy(conversation->turns));
	earlier = fr_json_set(earlier, "left_out", jv_number(conversation->left_out));
	envelope = fr_json_set(envelope, "earlier", earlier);
	envelope = fr_json_set(envelope, "conversation", about);
	return fr_json_set(envelope, "question", fr_json_set(jv_object(), "text", jv_string(question)));
}

/* What a call gave, as text: the tool, what it was asked, and its rows. Invalid: nothing, or what is told already. */
static jv result_of(jv call)
{
	jv name = fr_json_get(call, "name"), input = fr_json_get(call, "input"),
	   rows = fr_json_get(call, "result.rows");
	jv text = jv_invalid();

	if (jv_get_kind(name) == JV_KIND_STRING && jv_get_kind(rows) == JV_KIND_ARRAY && !fr_json_true(call, "again")) {
		input = jv_dump_string(jv_is_valid(input) ? input : jv_object(), 0);
		rows = jv_dump_string(rows, 0);
		jv_free(text);
		text = jv_string_fmt("%s %s\n%s", jv_string_value(name), jv_string_value(input), jv_string_value(rows));
	}
	jv_free(name);
	jv_free(input);
	jv_free(rows);
	return text;
}

/* Append what the calls of one exchange gave. Consumes both. */
static jv add_results(jv results, jv calls)
{
	if (jv_get_kind(calls) == JV_KIND_ARRAY)
		jv_array_foreach (calls, i, call) {
			jv text = result_of(call);

			if (jv_is_valid(text))
				results = jv_array_append(results, text);
			else
				jv_free(text);
			jv_free(call);
		}
	jv_free(calls);
	return results;
}

static jv results_of(jv envelope)
{
	jv exchange = fr_json_get(envelope, "response.turns"), results = jv_array();

	if (jv_get_kind(exchange) == JV_KIND_ARRAY)
		jv_array_foreach (exchange, i, turn) {
			results = add_results(results, fr_json_get(turn, "calls"));
			jv_free(turn);
		}
	jv_free(exchange);
	return results;
}

static int64_t tokens_of(jv turn)
{
	jv text = jv_dump_string(jv_copy(turn), 0);
	int64_t tokens = fr_tokens_likely((size_t)jv_string_length_bytes(jv_copy(text)));

	jv_free(text);
	return tokens;
}

/* Take what tools gave out of the turn in that place; how many tokens that makes less. */
static int64_t forget_results(struct conversation *conversation, int place)
{
	jv turn = jv_array_get(jv_copy(conversation->turns), place);
	int64_t tokens = tokens_of(turn);

	turn = jv_object_delete(turn, jv_string("results"));
	tokens -= tokens_of(turn);
	conversation->turns = jv_array_set(conversation->turns, place, turn);
	return tokens;
}

/* What was found out can be found out again: it goes before what was said does. How many turns are gone. */
static int make_room(struct conversation *conversation)
{
	int count = jv_array_length(jv_copy(conversation->turns)), gone = 0;
	int64_t over = -conversation->tokens_most;

	jv_array_foreach (conversation->turns, i, turn) {
		over += tokens_of(turn);
		jv_free(turn);
	}
	for (int i = 0; over > 0 && i < count; i++)
		over -= forget_results(conversation, i);
	for (; over > 0 && gone < count; gone++) {
		jv turn = jv_array_get(jv_copy(conversation->turns), gone);

		over -= tokens_of(turn);
		jv_free(turn);
	}
	conversation->turns = jv_array_slice(conversation->turns, gone, count);
	conversation->left_out += gone;
	return gone;
}

/* What was asked; of a diagnosis that nobody asked a question for, its prompt. */
static jv question_of(jv envelope)
{
	jv text = fr_json_get(envelope, "question.text"), name;

	if (jv_get_kind(text) == JV_KIND_STRING)
		return text;
	jv_free(text);
	name = fr_json_get(envelope, "prompt.name");
	text = jv_string_fmt("(%s)", jv_get_kind(name) == JV_KIND_STRING ? jv_string_value(name) : "diagnose");
	jv_free(name);
	return text;
}

/* Only what is in the store can be gone on from. */
static void set_last(struct conversation *conversation, jv envelope)
{
	char *id = fr_json_text(envelope, "log.id"), *kept = fr_json_text(envelope, "log.kept");

	if (id != NULL && kept != NULL && strcmp(kept, "store") == 0 && fr_entry_id_good(id))
		snprintf(conversation->last, sizeof(conversation->last), "%s", id);
	free(id);
	free(kept);
}

int conversation_add(struct conversation *conversation, jv envelope)
{
	jv turn = fr_json_set(jv_object(), "question", question_of(envelope));
	jv results = results_of(envelope);

	set_last(conversation, envelope);
	turn = fr_json_set(turn, "answer", fr_json_get(envelope, "response.text"));
	if (jv_array_length(jv_copy(results)) > 0)
		turn = fr_json_set(turn, "results", results);
	else
		jv_free(results);
	conversation->turns = jv_array_append(conversation->turns, turn);
	for (size_t i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		jv member = fr_json_get(envelope, carried[i]);

		if (jv_is_valid(member))
			conversation->evidence = fr_json_set(conversation->evidence, carried[i], member);
		else
			jv_free(member);
	}
	return make_room(conversation);
}

#include <stdio.h>
#include <string.h>

#include "attempt.h"
#include "json.h"
#include "request.h"
#include "result.h"
#include "turns.h"

static struct target *target_of(const struct call *call)
{
	return &call->desk->targets.of[call->target];
}

/* A server that sends the key back, as an argument, does not get it handed to a tool, or kept. */
static jv without_secrets(const struct call *call, jv calls)
{
	const char *secret = target_of(call)->key.text;

	jv_array_foreach (calls, i, one) {
		jv text = jv_dump_string(jv_copy(one), 0);

		if (secret != NULL && strstr(jv_string_value(text), secret) != NULL) {
			jv bare = fr_json_set(jv_object(), "id", fr_json_get(one, "id"));

			calls = jv_array_set(calls, i, fr_json_set(bare, "name", jv_string("")));
		}
		jv_free(text);
		jv_free(one);
	}
	return calls;
}

/* What the model is told of each call. */
static jv told(const struct turns *turns)
{
	jv results = jv_array();

	for (int i = 0; i < jv_array_length(jv_copy(turns->calls)); i++) {
		jv one = jv_array_get(jv_copy(turns->calls), i), answer = fr_json_get(one, "answer");
		jv result = fr_json_set(jv_object(), "id", fr_json_get(one, "id"));
		jv text = result_text(answer);

		if (fr_json_true(one, "again"))
			text = jv_string_concat(jv_string("You asked this before; the answer is the same.\n"), text);
		result = fr_json_set(result, "text", text);
		result = fr_json_set(result, "failed", fr_json_true(answer, "error") ? jv_true() : jv_false());
		results = jv_array_append(results, result);
		jv_free(answer);
		jv_free(one);
	}
	return results;
}

/* The next request holds, behind what came before, the turn, and perhaps a word of ours. Borrows before and results. */
static void ask_again(struct call *call, jv before, jv results, const char *note)
{
	struct turns *turns = &call->turns;
	jv more = jv_array_concat(jv_copy(turns->said), target_of(call)->api->results(results, note));

	jv_free(turns->history);
	turns->history = jv_array_concat(jv_copy(before), more);
	call_prepare(call);
}

/* Is there money for this request and one more? Else this one has to bring the answer. */
static bool affords_another(const struct call *call)
{
	int64_t most = call->desk->options.max_cost_microusd;

	return most < 0 || call->cost_microusd + 2 * call_most(call) <= most;
}

static const char *limit_reached(const struct call *call)
{
	const struct turns *turns = &call->turns;
	const struct options *options = &call->desk->options;
	int made = jv_array_length(jv_copy(turns->kept));

	if (turns->stop != NULL)
		return turns->stop;
	if (made + 1 >= options->max_turns)
		return "there were enough of them";
	if (fr_http_now_ms() - call->began_ms >= options->max_time_ms)
		return "the time is over";
	return NULL;
}

static void go_on(struct call *call)
{
	struct turns *turns = &call->turns;
	const char *limit = limit_reached(call);
	jv results = told(turns), before = jv_copy(turns->history);
	char note[200];

	ask_again(call, before, results, NULL);
	if (limit == NULL && !affords_another(call))
		limit = "the money for them is spent";
	if (limit != NULL) {
		fr_verbose(&call->desk->options.args, "no more tools: %s", limit);
		snprintf(
		    note, sizeof(note),
		    "No more tools can be called: %s. Answer now, as well as what you have allows, and say what you could not "
		    "find out.",
		    limit);
		turns->last = true;
		ask_again(call, before, results, note);
	}
	jv_free(before);
	jv_free(results);
	jv_free(turns->said);
	turns->said = jv_invalid();
}

void turns_take(struct call *call)
{
	const struct answer *answer = &call->answer;
	struct turns *turns = &call->turns;
	jv calls;

	turns->said = answer->api->said(answer);
	turns->kept_turn = fr_json_set(jv_object(), "usage", fr_usage_json(&answer->usage));
	if (answer->text.length > 0)
		turns->kept_turn =
		    fr_json_set(turns->kept_turn, "text", jv_string_sized(answer->text.data, (int)answer->text.length));
	fr_usage_add(&turns->usage, &answer->usage);
	calls = without_secrets(call, answer->api->calls(answer));
	attempt_release(call); /* it is all taken over, and must not count twice */
	turns_run(call, calls, go_on);
}

#include "turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "json.h"
#include "request.h"
#include "result.h"
#include "schema.h"
#include "tools.h"

#define CALLS_MOST 8         /* at once; they are as many processes */
#define TIMES_MOST 2         /* that the same is asked: once more is answered from memory, then it is enough */
#define TOOL_MS_MOST 30000   /* for one call */
#define ARGUMENTS_MOST 16384 /* bytes */

void turns_init(struct turns *turns)
{
	*turns = (struct turns){ .history = jv_array(), .kept = jv_array(), .seen = jv_object() };
	turns->said = turns->kept_turn = turns->calls = jv_invalid();
}

void turns_release(struct turns *turns)
{
	jv_free(turns->history);
	jv_free(turns->kept);
	jv_free(turns->seen);
	jv_free(turns->said);
	jv_free(turns->kept_turn);
	jv_free(turns->calls);
}

void turns_reset(struct turns *turns)
{
	turns_release(turns);
	turns_init(turns);
}

static int64_t time_left(const struct call *call)
{
	return call->began_ms + call->desk->options.max_time_ms - fr_http_now_ms();
}

/* The tool of that name among those offered; invalid: there is none. */
static jv tool_called(jv offered, const char *name)
{
	jv found = jv_invalid();

	jv_array_foreach (offered, i, tool) {
		char *its = fr_json_text(tool, "name");

		if (its != NULL && strcmp(its, name) == 0) {
			jv_free(found);
			found = jv_copy(tool);
		}
		free(its);
		jv_free(tool);
	}
	return found;
}

/* Why a call is not made, as an answer for the model; invalid: it is. */
static jv refusal(const struct call *call, jv one, int which)
{
	char *name = fr_json_text(one, "name");
	jv tool = tool_called(call->desk->offered, name != NULL ? name : "");
	jv schema = fr_json_get(tool, "input_schema"), input = fr_json_get(one, "input");
	jv text = jv_is_valid(input) ? jv_dump_string(jv_copy(input), 0) : jv_string("");
	jv refused = jv_invalid();
	char why[300], message[400];

	if (which >= CALLS_MOST)
		refused = result_error(FR_EX_DATAERR, "too many calls at once; eight are taken");
	else if (!jv_is_valid(tool))
		refused = result_error(FR_EX_DATAERR, "there is no tool of that name");
	else if (jv_get_kind(input) != JV_KIND_OBJECT)
		refused = result_error(FR_EX_DATAERR, "the arguments are not a JSON object");
	else if (jv_string_length_bytes(jv_copy(text)) > ARGUMENTS_MOST)
		refused = result_error(FR_EX_DATAERR, "the arguments are too long");
	else if (!schema_check(schema, input, why, sizeof(why))) {
		snprintf(message, sizeof(message), "the arguments are not what the tool takes: %s", why);
		refused = result_error(FR_EX_DATAERR, message);
	} else if (time_left(call) <= 0)
		refused = result_error(FR_EX_TEMPFAIL, "there is no time left");
	free(name);
	jv_free(tool);
	jv_free(schema);
	jv_free(input);
	jv_free(text);
	return refused;
}

static void set_member(struct turns *turns, int which, const char *member, jv value)
{
	jv one = jv_array_get(jv_copy(turns->calls), which);

	turns->calls = jv_array_set(turns->calls, which, fr_json_set(one, member, value));
}

/* What is not clean stays here: the model hears only that it is so. */
static jv cleared(struct call *call, const char *name, jv answer)
{
	struct fr_error err;

	if (call->desk->targets.of[call->target].api == NULL ||
	    guard_result(&call->desk->guard, name, answer, &err) == 0)
		return answer;
	fr_note("%s; it is withheld", err.message);
	jv_free(answer);
	return result_error(FR_EX_NOPERM, "the result holds what may not leave the machine, and is withheld");
}

/* The answer of a call that was made before, or stands in the same turn. */
static jv answer_to(const struct turns *turns, jv one)
{
	jv answer = fr_json_get(one, "answer"), key, entry;

	if (jv_is_valid(answer))
		return answer;
	jv_free(answer);
	key = fr_json_get(one, "key");
	entry = jv_object_get(jv_copy(turns->seen), key);
	answer = fr_json_get(entry, "answer");
	jv_free(entry);
	return answer;
}

/* Every call with its answer, in the turn that is kept. */
static void keep_turn(struct turns *turns)
{
	static const char *const members[] = { "name", "input", "arguments", "again" };
	jv kept = jv_array();

	for (int i = 0; i < jv_array_length(jv_copy(turns->calls)); i++) {
		jv one = jv_array_get(jv_copy(turns->calls), i);
		jv answer = answer_to(turns, one), shown = jv_object();

		for (size_t m = 0; m < sizeof(members) / sizeof(members[0]); m++) {
			jv value = fr_json_get(one, members[m]);

			if (jv_is_valid(value))
				shown = fr_json_set(shown, members[m], value);
			else
				jv_free(value);
		}
		set_member(turns, i, "answer", jv_copy(answer));
		kept = jv_array_append(kept, jv_object_merge(shown, answer));
		jv_free(one);
	}
	turns->kept = jv_array_append(turns->kept, fr_json_set(turns->kept_turn, "calls", kept));
	turns->kept_turn = jv_invalid();
}

/* One of those that run is over; with the last, the turn. */
static void one_less(struct call *call)
{
	struct turns *turns = &call->turns;

	if (--turns->open > 0)
		return;
	keep_turn(turns);
	turns->next(call);
}

static void tool_done(void *state, int which, jv answer)
{
	struct call *call = state;
	struct turns *turns = &call->turns;
	jv one = jv_array_get(jv_copy(turns->calls), which);
	char *name = fr_json_text(one, "name"), *key = fr_json_text(one, "key");
	jv entry = jv_object_get(jv_copy(turns->seen), jv_string(key));

	jv_free(one);
	answer = cleared(call, name, result_fit(answer));
	turns->seen = fr_json_set(turns->seen, key, fr_json_set(entry, "answer", jv_copy(answer)));
	set_member(turns, which, "answer", answer);
	free(name);
	free(key);
	one_less(call);
}

/* How often the same was asked before. */
static int times_seen(struct turns *turns, jv one, int which)
{
	char *name = fr_json_text(one, "name");
	jv input = jv_dump_string(fr_json_get(one, "input"), JV_PRINT_SORTED);
	jv key = jv_string_fmt("%s %s", name, jv_string_value(input));
	jv entry = jv_object_get(jv_copy(turns->seen), jv_copy(key));
	int times = (int)fr_json_number(entry, "times", 0);

	if (!jv_is_valid(entry)) {
		jv_free(entry);
		entry = jv_object();
	}
	set_member(turns, which, "key", jv_copy(key));
	turns->seen = jv_object_set(turns->seen, key, fr_json_set(entry, "times", jv_number(times + 1)));
	free(name);
	jv_free(input);
	return times;
}

static void start_one(struct call *call, int which)
{
	struct turns *turns = &call->turns;
	jv one = jv_array_get(jv_copy(turns->calls), which);
	jv refused = refusal(call, one, which);
	int64_t left = time_left(call);
	int times;

	if (jv_is_valid(refused)) {
		set_member(turns, which, "answer", refused);
	} else if ((times = times_seen(turns, one, which)) > 0) {
		set_member(turns, which, "again", jv_true());
		if (times >= TIMES_MOST)
			turns->stop = "the same call came again and again";
	} else {
		char *name = fr_json_text(one, "name");
		jv input = fr_json_get(one, "input");
		struct tools_call run = { .name = name,
					  .input = input,
					  .most_ms = left < TOOL_MS_MOST ? left : TOOL_MS_MOST,
					  .done = tool_done,
					  .state = call,
					  .which = which };

		fr_verbose(&call->desk->options.args, "tool '%s'", name);
		turns->open++;
		tools_call(call->desk->tools, &run);
		free(name);
		jv_free(input);
	}
	jv_free(one);
}

void turns_run(struct call *call, jv calls, void (*next)(struct call *call))
{
	struct turns *turns = &call->turns;
	int count = jv_array_length(jv_copy(calls));

	if (!jv_is_valid(turns->kept_turn))
		turns->kept_turn = jv_object();
	jv_free(turns->calls);
	turns->calls = calls;
	turns->next = next;
	turns->open = 1; /* so that it is not over before all have begun */
	call->wake_ms = -1;
	for (int i = 0; i < count; i++)
		start_one(call, i);
	one_less(call);
}

void turns_break(struct call *call)
{
	struct turns *turns = &call->turns;

	if (turns->open == 0)
		return;
	tools_cancel(call->desk->tools, call);
	turns->open = 0;
	for (int i = 0; i < jv_array_length(jv_copy(turns->calls)); i++) {
		jv one = jv_array_get(jv_copy(turns->calls), i), answer = answer_to(turns, one);

		if (!jv_is_valid(answer))
			set_member(turns, i, "answer", result_error(FR_EX_INTERRUPTED, "interrupted"));
		jv_free(answer);
		jv_free(one);
	}
	keep_turn(turns);
}

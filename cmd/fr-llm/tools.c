#include "tools.h"

#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "json.h"
#include "process.h"
#include "result.h"
#include "shell.h"
#include "tools_list.h"

#define MESSAGE_BYTES 500 /* of an error that the model is told */

struct run {
	struct process process;
	int64_t deadline_ms, most_ms;
	tools_done *done;
	void *state;
	int which;
	struct run *next;
};

struct tools {
	char *call; /* the command */
	jv offered;
	struct run *runs;
};

static char *with_verb(const char *command, const char *verb)
{
	char *text;

	if (asprintf(&text, "%s %s", command, verb) < 0)
		abort();
	return text;
}

int tools_open(struct tools **tools, const char *command, struct fr_error *err)
{
	struct tools *made = calloc(1, sizeof(*made));
	char *text = with_verb(command, "list");
	int name = (int)strcspn(command, " "); /* what follows may hold a password, and the message is kept */
	struct fr_error why;
	int result;

	if (made == NULL)
		abort();
	made->offered = jv_invalid();
	made->call = with_verb(command, "call");
	result = tools_list(&made->offered, text, &why);
	free(text);
	if (result == 0) {
		*tools = made;
		return 0;
	}
	tools_close(made);
	fr_error_set(err, why.code, "--tools '%.*s': %s", name, command, why.message);
	if (why.code != FR_EX_CONFIG)
		return -1;
	return fr_error_hint(err, "'%.*s list' prints [{\"name\", \"description\", \"input_schema\"}, ...]", name,
			     command);
}

static void end_run(struct run *run)
{
	process_end(&run->process);
	free(run);
}

void tools_close(struct tools *tools)
{
	if (tools == NULL)
		return;
	while (tools->runs != NULL) {
		struct run *run = tools->runs;

		tools->runs = run->next;
		end_run(run);
	}
	jv_free(tools->offered);
	free(tools->call);
	free(tools);
}

jv tools_offered(const struct tools *tools)
{
	return jv_copy(tools->offered);
}

void tools_call(struct tools *tools, const struct tools_call *call)
{
	struct run *run = calloc(1, sizeof(*run));
	jv line = fr_json_set(jv_object(), "name", jv_string(call->name));
	struct fr_error err;
	int result;

	if (run == NULL)
		abort();
	line = jv_dump_string(fr_json_set(line, "input", jv_copy(call->input)), 0);
	line = jv_string_append_str(line, "\n");
	if ((size_t)jv_string_length_bytes(jv_copy(line)) > PROCESS_INPUT_MOST)
		result = fr_error_set(&err, FR_EX_DATAERR, "the arguments are too long");
	else
		result = process_start(&run->process, tools->call, jv_string_value(line), &err);
	jv_free(line);
	if (result < 0) {
		free(run);
		call->done(call->state, call->which, result_error(err.code, err.message));
		return;
	}
	run->most_ms = call->most_ms;
	run->deadline_ms = fr_http_now_ms() + call->most_ms;
	run->done = call->done;
	run->state = call->state;
	run->which = call->which;
	run->next = tools->runs;
	tools->runs = run;
}

void tools_cancel(struct tools *tools, const void *state)
{
	struct run **at = &tools->runs;

	while (*at != NULL) {
		struct run *run = *at;

		if (run->state == state) {
			*at = run->next;
			end_run(run);
		} else {
			at = &run->next;
		}
	}
}

int tools_fds(const struct tools *tools, struct pollfd *fds, int room)
{
	int count = 0;

	for (const struct run *run = tools->runs; run != NULL && count < room; run = run->next)
		if (run->process.fd >= 0)
			fds[count++] = (struct pollfd){ .fd = run->process.fd, .events = POLLIN };
	return count;
}

/* What the command calls an error: an object, or just words. */
static jv told_error(jv given, int status)
{
	char *message = jv_get_kind(given) == JV_KIND_STRING ? strdup(jv_string_value(given)) :
							       fr_json_text(given, "message");
	char *hint = fr_json_text(given, "hint");
	int code = (int)fr_json_number(given, "code", status > 0 ? status : FR_EX_FAULT);
	char text[MESSAGE_BYTES];
	jv error;

	snprintf(text, sizeof(text), "%.300s%s%.150s", message != NULL ? message : "it failed",
		 hint != NULL ? "; " : "", hint != NULL ? hint : "");
	error = result_error(code, text);
	free(message);
	free(hint);
	return error;
}

static jv result_of(jv result)
{
	jv rows = fr_json_get(result, "rows"), made;
	int count = jv_get_kind(rows) == JV_KIND_ARRAY ? jv_array_length(jv_copy(rows)) : -1;

	if (count < 0) {
		jv_free(rows);
		return jv_invalid();
	}
	made = fr_json_set(jv_object(), "rows", rows);
	made = fr_json_set(made, "returned", jv_number(count));
	made = fr_json_set(made, "truncated", fr_json_true(result, "truncated") ? jv_true() : jv_false());
	return fr_json_set(jv_object(), "result", made);
}

static jv answer_of(const struct process *process)
{
	int status = fr_shell_status(process->status);
	jv document =
	    jv_parse_sized(process->output.length > 0 ? process->output.data : "", (int)process->output.length);
	jv error = fr_json_get(document, "error"), result = fr_json_get(document, "result");
	jv answer = jv_invalid();
	char message[100];

	if (jv_is_valid(error) && jv_get_kind(error) != JV_KIND_NULL)
		answer = told_error(error, status);
	else if (status == 0)
		answer = result_of(result);
	if (!jv_is_valid(answer)) {
		jv_free(answer);
		snprintf(message, sizeof(message), "the tool gave no answer, and ended with status %d", status);
		answer = result_error(status > 0 && status < 128 ? status : FR_EX_FAULT, message);
	}
	jv_free(error);
	jv_free(result);
	jv_free(document);
	return answer;
}

/* True, with the answer, when the run is over, one way or the other. */
static bool is_over(struct run *run, jv *answer)
{
	int state = process_read(&run->process);
	char message[100];

	if (state > 0) {
		*answer = answer_of(&run->process);
	} else if (state < 0) {
		*answer = result_error(FR_EX_IOERR, "the tool gave more than can be taken");
	} else if (fr_http_now_ms() >= run->deadline_ms) {
		snprintf(message, sizeof(message), "the tool did not end within %.3g s", (double)run->most_ms / 1000);
		*answer = result_error(FR_EX_TEMPFAIL, message);
	} else {
		return false;
	}
	return true;
}

/* It is gone before done is called, which may start others. */
static void tell(struct run *run, jv answer)
{
	tools_done *done = run->done;
	void *state = run->state;
	int which = run->which;

	end_run(run);
	done(state, which, answer);
}

/* One run that is over is told. False: there is none. */
static bool tell_one(struct tools *tools)
{
	for (struct run **at = &tools->runs; *at != NULL; at = &(*at)->next) {
		struct run *run = *at;
		jv answer;

		if (!is_over(run, &answer))
			continue;
		*at = run->next;
		tell(run, answer);
		return true;
	}
	return false;
}

int64_t tools_step(struct tools *tools)
{
	int64_t now, next = -1;

	while (tell_one(tools))
		;
	now = fr_http_now_ms();
	for (const struct run *run = tools->runs; run != NULL; run = run->next) {
		int64_t left = run->process.fd < 0 ? PROCESS_LOOK_MS : run->deadline_ms - now;

		if (next < 0 || left < next)
			next = left > 0 ? left : 0;
	}
	return next;
}

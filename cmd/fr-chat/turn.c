#include "turn.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "json.h"
#include "pricing.h"
#include "reveal.h"
#include "stages.h"
#include "text.h"

#define WAITING_COLUMNS 12 /* of the seconds that are shown */
#define COST_USD_MOST 1e9  /* more is no cost of a turn */

static void show_waiting(void *state, int seconds)
{
	(void)state;
	fprintf(stderr, "\r%d s ", seconds);
	fflush(stderr);
}

static int run(const struct chat *chat, jv envelope, struct stages_end *end, struct fr_error *err)
{
	bool terminal = isatty(STDERR_FILENO);
	struct fr_bytes input = { 0 };
	jv text = jv_dump_string(envelope, 0);
	int status;

	fr_bytes_add(&input, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
	fr_bytes_text(&input, "\n");
	jv_free(text);
	status = stages_run(chat->stages, chat->stage_count, &input, terminal ? show_waiting : NULL, NULL, end, err);
	if (terminal)
		fprintf(stderr, "\r%*s\r", WAITING_COLUMNS, "");
	fr_bytes_release(&input);
	return status;
}

/* What the stages had to say, masked. */
static void print_said(const struct stages_end *end)
{
	fr_text_write(stderr, end->said.length > 0 ? end->said.data : "", end->said.length, FR_MASK_KEEP_LINES);
	fflush(stderr);
}

/* The envelope as the last stage passed it on; invalid: none came out, but something else may have (*err, else its code
 * is FR_EX_OK). */
static jv envelope_of(const struct chat *chat, const struct stages_end *end, struct fr_error *err)
{
	struct fr_envelopes in;
	jv envelope;
	int got;

	*err = (struct fr_error){ .code = FR_EX_OK };
	fr_envelopes_init(&in, end->out, chat->args->max_bytes);
	got = fr_envelopes_next(&in, &envelope, err);
	fr_envelopes_release(&in);
	return got == 1 ? envelope : jv_invalid();
}

static void print_answer(const struct chat *chat, const struct fr_markdown_look *look, jv envelope)
{
	jv text = fr_json_get(envelope, "response.text");
	struct fr_pseudonyms names;
	struct fr_bytes shown = { 0 };
	struct fr_error err;

	if (chat->reveal && fr_pseudonyms_open(&names, false, &err) == 0) {
		fr_reveal(&names, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)), &shown);
		fr_pseudonyms_close(&names);
	} else {
		fr_bytes_text(&shown, jv_string_value(text));
	}
	fr_markdown_write(stdout, look, shown.length > 0 ? shown.data : "", shown.length);
	fr_bytes_release(&shown);
	jv_free(text);
}

/* Text on one line. Frees it. */
static void put(char *text, const char *otherwise)
{
	const char *shown = text != NULL ? text : otherwise;

	fr_text_write(stdout, shown, strlen(shown), FR_MASK_ALL);
	free(text);
}

/* What fr-verify found. */
static void print_check(jv envelope)
{
	jv verification = fr_json_get(envelope, "verification");

	fr_check_write(stdout, verification);
	jv_free(verification);
}

/* "anthropic claude-x: 0.012345 USD, 0.034567 USD in all; kept as …" */
static void print_footer(const struct chat *chat, const struct fr_markdown_look *look, jv envelope,
			 int64_t cost_microusd)
{
	char cost[FR_USD_BYTES], total[FR_USD_BYTES];
	char *how = fr_json_text(envelope, "log.kept");
	bool kept = how != NULL && strcmp(how, "nowhere") != 0;

	printf("\n%s", look->color ? "\033[2m" : "");
	print_check(envelope);
	put(fr_json_text(envelope, "response.provider"), "nobody");
	putchar(' ');
	put(fr_json_text(envelope, "response.model"), "");
	printf(": %s USD, %s USD in all; ", fr_usd(cost, cost_microusd),
	       fr_usd(total, chat->conversation.cost_microusd));
	if (kept) {
		fputs(strcmp(how, "spool") == 0 ? "spooled as " : "kept as ", stdout);
		put(fr_json_text(envelope, "log.id"), "");
	} else {
		fputs("not kept", stdout);
	}
	printf("%s\n", look->color ? "\033[0m" : "");
	fflush(stdout);
	free(how);
}

/* What became of the answer then, as that it could not be kept, is in the status. */
static enum fr_exit answered(struct chat *chat, jv envelope, const struct stages_end *end, int64_t cost_microusd)
{
	struct fr_markdown_look look = fr_look_of(stdout, chat->color); /* terminals change their size */
	int left_out;

	print_answer(chat, &look, envelope);
	print_footer(chat, &look, envelope, cost_microusd);
	print_said(end);
	left_out = conversation_add(&chat->conversation, envelope);
	if (left_out > 0)
		fr_note("%d of the first questions and answers do not fit any more: they are not sent again", left_out);
	return (enum fr_exit)end->status;
}

/* Stages are anybody's: a code that is no exit status is a fault. */
static enum fr_exit code_of(jv envelope)
{
	double code = fr_json_number(envelope, "error.code", FR_EX_FAULT);

	return code >= 1 && code <= 255 ? (enum fr_exit)code : FR_EX_FAULT;
}

/* Its one line. What was spent on it is said where something was. */
static enum fr_exit failed(jv envelope, int64_t cost_microusd)
{
	struct fr_error err = { .code = code_of(envelope) };
	char *message = fr_json_text(envelope, "error.message"), *hint = fr_json_text(envelope, "error.hint");
	char cost[FR_USD_BYTES];

	fr_error_set(&err, err.code, "%s", message != NULL ? message : "the turn failed, and does not say why");
	if (hint != NULL)
		fr_error_hint(&err, "%s", hint);
	if (cost_microusd > 0)
		snprintf(err.message + strlen(err.message), sizeof(err.message) - strlen(err.message),
			 "; %s USD were spent", fr_usd(cost, cost_microusd));
	fr_report(&err);
	free(message);
	free(hint);
	return err.code;
}

/* No answer: a stage could not begin, and has said why, or is none. */
static enum fr_exit ended(const struct stages_end *end, const struct fr_error *err)
{
	print_said(end);
	if (err->code != FR_EX_OK)
		fr_note("the last stage: %s", err->message);
	else if (end->said.length == 0)
		fr_note("the stages gave no answer");
	return end->status != 0 ? (enum fr_exit)end->status : FR_EX_FAULT;
}

/* Was the question sent as it is? Whoever typed it should know what became of it. */
static bool is_clean(jv envelope, const char *question)
{
	char *sent = fr_json_text(envelope, "question.text");
	bool clean = sent != NULL && strcmp(sent, question) == 0;

	if (sent != NULL && !clean)
		fr_note("asked as: %s", sent);
	free(sent);
	return clean;
}

/* What fr-llm --dry-run printed, for a terminal. */
static enum fr_exit show_request(const struct stages_end *end)
{
	char bytes[8192];
	ssize_t got;

	while ((got = read(end->out, bytes, sizeof(bytes))) > 0)
		fr_text_write(stdout, bytes, (size_t)got, FR_MASK_KEEP_LINES);
	fflush(stdout);
	print_said(end);
	return (enum fr_exit)end->status;
}

static bool has_answer(jv envelope)
{
	jv text = fr_json_get(envelope, "response.text");
	bool has = jv_get_kind(text) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(text)) > 0;

	jv_free(text);
	return has;
}

/* What the turn cost, added to the total. Of one that was given up only the store knows. */
static int64_t add_cost(struct chat *chat, jv envelope)
{
	double cost_usd = fr_json_number(envelope, "response.cost_usd", -1);
	int64_t before = chat->conversation.cost_microusd;

	if (cost_usd >= 0 && cost_usd < COST_USD_MOST)
		chat->conversation.cost_microusd += llround(1e6 * cost_usd);
	else if (jv_is_valid(envelope) && chat->book != NULL)
		chat->conversation.cost_microusd = book_cost(chat->book, &chat->conversation);
	return chat->conversation.cost_microusd - before;
}

enum fr_exit turn_ask(struct chat *chat, const char *question, bool *clean)
{
	struct stages_end end;
	struct fr_error err;
	enum fr_exit status;
	int64_t cost_microusd;
	jv envelope;

	*clean = false;
	if (run(chat, conversation_envelope(&chat->conversation, question), &end, &err) < 0) {
		fr_report(&err);
		return err.code;
	}
	envelope = chat->dry_run ? jv_invalid() : envelope_of(chat, &end, &err);
	cost_microusd = add_cost(chat, envelope);
	*clean = is_clean(envelope, question);
	if (chat->dry_run)
		status = show_request(&end);
	else if (fr_json_true(envelope, "error"))
		status = failed(envelope, cost_microusd);
	else if (has_answer(envelope))
		status = answered(chat, envelope, &end, cost_microusd);
	else
		status = ended(&end, &err);
	jv_free(envelope);
	stages_release(&end);
	return status;
}

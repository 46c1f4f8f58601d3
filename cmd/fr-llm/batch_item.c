#include "batch_item.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "request.h"
#include "response.h"

static const struct target *target_of(const struct desk *desk)
{
	return &desk->targets.of[0];
}

#define NAME_CHARACTERS 40 /* of an id; the API takes 64, and a number may follow */

void batch_item_name(struct batch_item *item, struct desk *desk, jv taken, int number)
{
	jv id = fr_json_get(item->envelope, "id");
	bool usable = jv_get_kind(id) == JV_KIND_STRING && guard_text(&desk->guard, id);
	const char *text = usable && *jv_string_value(id) != '\0' ? jv_string_value(id) : "envelope";
	char safe[NAME_CHARACTERS + 1];
	size_t used = 0;

	for (; *text != '\0' && used < NAME_CHARACTERS; text++)
		safe[used++] = (char)(isalnum((unsigned char)*text) || *text == '-' ? *text : '_');
	safe[used] = '\0';
	jv_free(id);
	item->name = jv_string(safe);
	for (int i = number; jv_object_has(jv_copy(taken), jv_copy(item->name)); i++) {
		jv_free(item->name);
		item->name = jv_string_fmt("%s-%d", safe, i);
	}
}

int batch_item_prepare(struct batch_item *item, struct desk *desk, jv *params, struct fr_error *err)
{
	struct request request = { .tools = jv_invalid(), .history = jv_array() };
	jv text;

	*params = jv_invalid();
	item->began_ms = fr_http_now_ms();
	if (request_check(item->envelope, err) < 0 || guard_check(&desk->guard, item->envelope, err) < 0) {
		jv_free(request.history);
		return -1;
	}
	request.prompt = fr_json_get(item->envelope, "prompt");
	text = request_body(target_of(desk), &request);
	item->body_bytes = jv_string_length_bytes(jv_copy(text));
	*params = jv_parse_sized(jv_string_value(text), item->body_bytes);
	*params = jv_object_delete(*params, jv_string("stream")); /* a batch takes no word of it */
	item->writes = request_writes(target_of(desk), &request);
	item->most_microusd = request_most(target_of(desk), text, &request);
	jv_free(text);
	jv_free(request.prompt);
	jv_free(request.history);
	return 0;
}

int batch_item_reserve(struct batch_item *item, struct desk *desk, struct fr_error *err)
{
	struct attempt_plan plan = {
		.target = target_of(desk),
		.envelope = item->envelope,
		.number = 1,
		.most_microusd = item->most_microusd,
	};

	return account_reserve(&desk->account, &plan, &item->ledger_id, err);
}

void batch_item_settle(struct batch_item *item, struct desk *desk, const struct fr_settlement *settlement)
{
	struct fr_error err;

	if (item->ledger_id == 0 || fr_ledger_settle(desk->account.store, item->ledger_id, settlement, &err) == 0)
		return;
	item->elsewhere = err.code == FR_EX_FAULT && desk->options.batch_id != NULL;
	if (!item->elsewhere)
		fr_report(&err); /* the reservation stays, and counts as spent */
}

/* Did the answer follow the schema? Sets .json in the response. */
static void check_schema(const struct batch_item *item, const char *who, struct verdict *verdict, jv *response)
{
	jv schema = fr_json_get(item->envelope, "prompt.schema");
	char why[300];

	if (verdict->next == NEXT_GIVE && jv_get_kind(schema) == JV_KIND_OBJECT &&
	    !response_parse(response, schema, why, sizeof(why)))
		verdict_not_of_schema(verdict, who, why);
	jv_free(schema);
}

/* A message is what a single request would have been answered with; anything else is not, and reads as such. */
static void read_message(struct answer *answer, jv result)
{
	jv message = fr_json_get(result, "message"), text;

	if (jv_get_kind(message) != JV_KIND_OBJECT) {
		jv_free(message);
		message = jv_null();
	}
	text = jv_dump_string(message, 0);
	answer_begin(answer, ANSWER_WHOLE);
	answer_take(answer, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
	answer_end(answer, true);
	jv_free(text);
}

static struct verdict verdict_on(const struct answer *answer, const struct target *target, bool is_answer)
{
	struct fr_http_response response = {
		.end = FR_HTTP_WHOLE, .status = 200, .is_json = is_answer, .retry_after = -1, .should_retry = -1
	};
	struct fr_bytes none = { 0 };
	struct verdict verdict;

	verdict_of(&verdict, &response, answer, &none, target->provider, target->host);
	if (verdict.next == NEXT_RESUME)
		fr_error_set(&verdict.err, FR_EX_PROTOCOL, "%s: the answer paused, and a batch cannot go on",
			     target->provider);
	return verdict;
}

static int take_message(struct batch_item *item, struct desk *desk, struct answer *answer, struct fr_error *err)
{
	const struct target *target = target_of(desk);
	struct response_about about = { .target = target, .attempts = 1, .request_id = "" };
	struct fr_settlement settlement = { .http_status = 200, .health = FR_HEALTH_GOOD };
	struct verdict verdict;
	jv response;

	read_message(answer, item->result);
	verdict = verdict_on(answer, target, true);
	if (verdict.estimate)
		fr_usage_cut(&answer->usage, fr_tokens_most((size_t)item->body_bytes), answer->text.length);
	settlement.usage = about.usage = answer->usage;
	settlement.estimate = about.estimate = verdict.estimate;
	settlement.cost_microusd = about.cost_microusd = fr_price_cost(&target->price, &answer->usage);
	batch_item_settle(item, desk, &settlement);
	about.latency_ms = fr_http_now_ms() - item->began_ms;
	response = response_of(answer, &about);
	check_schema(item, target->provider, &verdict, &response);
	if (verdict.next == NEXT_GIVE || answer->text.length > 0 || answer->stop_reason != NULL)
		item->envelope = fr_json_set(item->envelope, "response", response);
	else
		jv_free(response);
	*err = verdict.err;
	return verdict.next == NEXT_GIVE ? 0 : -1;
}

static int take_error(struct batch_item *item, struct desk *desk, struct answer *answer, struct fr_error *err)
{
	fault_read(&answer->fault, 0, fr_json_get(item->result, "error"), answer->secret);
	*err = verdict_on(answer, target_of(desk), false).err;
	batch_item_settle(item, desk, &(struct fr_settlement){ .http_status = 200 });
	return -1;
}

int batch_item_take(struct batch_item *item, struct desk *desk, struct fr_error *err)
{
	const struct target *target = target_of(desk);
	char *type = fr_json_text(item->result, "type");
	struct answer answer = {
		.api = target->api, .secret = target->key.text, .writes = item->writes, .blocks = jv_invalid()
	};
	int result;

	if (type != NULL && strcmp(type, "succeeded") == 0) {
		result = take_message(item, desk, &answer, err);
	} else if (type != NULL && strcmp(type, "errored") == 0) {
		result = take_error(item, desk, &answer, err);
	} else if (type != NULL && (strcmp(type, "canceled") == 0 || strcmp(type, "expired") == 0)) {
		fr_error_set(err, FR_EX_TEMPFAIL, "%s: the request %s, and is not billed", target->provider,
			     strcmp(type, "expired") == 0 ? "expired" : "was canceled");
		result = fr_error_hint(err, "it may be sent again");
		batch_item_settle(item, desk, &(struct fr_settlement){ .http_status = 200 });
	} else {
		result =
		    fr_error_set(err, FR_EX_PROTOCOL, "%s: the batch has no result for the request", target->provider);
	}
	answer_release(&answer);
	free(type);
	return result;
}

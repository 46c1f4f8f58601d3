#include "batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch_item.h"
#include "cache.h"
#include "interrupt.h"
#include "json.h"

/* What the API takes as one. */
#define REQUESTS_MOST 100000
#define BODY_BYTES_MOST ((size_t)256000000)

#define KEPT_SECONDS ((int64_t)29 * 86400) /* as long as the API keeps results */
#define ANSWER_BYTES_MOST ((size_t)16 << 20)

struct batch {
	struct desk *desk;
	struct batch_http http;
	struct batch_item *items;
	int count, room;
	jv places;            /* custom_id: where in items */
	int requests;         /* how many are in the body */
	struct fr_bytes body; /* what is sent */
	enum fr_exit worst;
};

int batch_check(const struct target *target, struct fr_error *err)
{
	if (target->api == &api_messages)
		return 0;
	fr_error_set(err, FR_EX_USAGE, "'%s' is sent no batches", target->provider);
	return fr_error_hint(err, "--batch is for --provider anthropic");
}

static void note(struct batch *batch, const struct fr_error *err)
{
	fr_report(err);
	batch->worst = fr_exit_worse(batch->worst, err->code);
}

static void add_item(struct batch *batch, jv envelope)
{
	struct batch_item *item;

	if (batch->count == batch->room) {
		batch->room = batch->room > 0 ? 2 * batch->room : 64;
		batch->items = realloc(batch->items, (size_t)batch->room * sizeof(*batch->items));
		if (batch->items == NULL)
			abort();
	}
	item = &batch->items[batch->count];
	*item = (struct batch_item){ .envelope = envelope, .name = jv_invalid(), .result = jv_invalid() };
	item->passed = fr_json_true(envelope, "error");
	if (!item->passed) {
		batch_item_name(item, batch->desk, batch->places, batch->count);
		batch->places = jv_object_set(batch->places, jv_copy(item->name), jv_number(batch->count));
	}
	batch->count++;
}

static void read_all(struct batch *batch)
{
	struct fr_envelopes in;
	struct fr_error err;
	jv envelope;
	int got;

	fr_envelopes_init(&in, STDIN_FILENO, batch->desk->options.args.max_bytes);
	while ((got = fr_envelopes_next(&in, &envelope, &err)) != 0)
		if (got < 0)
			note(batch, &err);
		else
			add_item(batch, envelope);
	fr_envelopes_release(&in);
}

/* One more request in the body. Consumes params. */
static void add_request(struct batch *batch, const struct batch_item *item, jv params)
{
	jv request = fr_json_set(jv_object(), "custom_id", jv_copy(item->name));
	jv text = jv_dump_string(fr_json_set(request, "params", params), 0);

	fr_bytes_text(&batch->body, batch->requests++ > 0 ? "," : "{\"requests\":[");
	fr_bytes_add(&batch->body, jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));
	jv_free(text);
}

/* Everything that can keep an envelope out of the batch; then its reservation, and its place in the body. */
static int prepare(struct batch *batch, struct batch_item *item, struct fr_error *err)
{
	bool again = batch->desk->options.batch_id != NULL;
	jv params;

	if (batch_item_prepare(item, batch->desk, &params, err) < 0)
		return -1;
	if (again) {
		jv_free(params);
	} else if (batch->requests == REQUESTS_MOST ||
		   batch->body.length + (size_t)item->body_bytes + 1024 > BODY_BYTES_MOST) {
		jv_free(params);
		fr_error_set(err, FR_EX_TEMPFAIL, "the batch is full");
		return fr_error_hint(err, "the next one can take it");
	} else if (batch_item_reserve(item, batch->desk, err) < 0) {
		jv_free(params);
		return -1;
	} else {
		add_request(batch, item, params);
	}
	item->sent = true;
	return 0;
}

static void prepare_all(struct batch *batch)
{
	for (int i = 0; i < batch->count && !interrupt_came(); i++) {
		struct batch_item *item = &batch->items[i];

		if (!item->passed && prepare(batch, item, &item->err) < 0)
			note(batch, &item->err);
	}
	if (batch->requests > 0)
		fr_bytes_text(&batch->body, "]}");
}

/* Where the store keeps which reservation is for which request of this batch. */
static void store_key(const struct batch *batch, char key[CACHE_KEY_BYTES])
{
	jv id = jv_string(batch->http.id);

	account_cache_key(key, &batch->desk->targets.of[0], id, jv_invalid());
	jv_free(id);
}

static void keep_reservations(const struct batch *batch, bool settled)
{
	char key[CACHE_KEY_BYTES];
	struct fr_error err;
	jv kept = jv_object();

	for (int i = 0; i < batch->count && !settled; i++)
		if (batch->items[i].sent)
			kept = jv_object_set(kept, jv_copy(batch->items[i].name),
					     jv_number((double)batch->items[i].ledger_id));
	store_key(batch, key);
	if (fr_cache_put(batch->desk->account.store, key, KEPT_SECONDS, kept, &err) < 0)
		fr_report(&err);
}

static void recall_reservations(const struct batch *batch)
{
	char key[CACHE_KEY_BYTES];
	struct fr_error err;
	jv kept;
	int found;

	store_key(batch, key);
	found = fr_cache_get(batch->desk->account.store, key, KEPT_SECONDS, &kept, &err);
	if (found < 0)
		fr_report(&err);
	if (found == 0)
		fr_note("the store does not know batch '%s': what it cost is not entered", batch->http.id);
	for (int i = 0; i < batch->count && found > 0; i++)
		if (batch->items[i].sent)
			batch->items[i].ledger_id =
			    (int64_t)fr_json_number(kept, jv_string_value(batch->items[i].name), 0);
	jv_free(kept);
}

/* A line of the results. What is none, or has no id of ours, is none of our business; it will be missed. */
static int take_line(void *state, const char *name, const char *data, size_t length)
{
	struct batch *batch = state;
	jv line = jv_parse_sized(data, (int)length);
	jv id = fr_json_get(line, "custom_id"), place = jv_invalid();

	(void)name;
	if (jv_get_kind(id) == JV_KIND_STRING)
		place = jv_object_get(jv_copy(batch->places), jv_copy(id));
	if (jv_get_kind(place) == JV_KIND_NUMBER) {
		struct batch_item *item = &batch->items[(int)jv_number_value(place)];

		jv_free(item->result);
		item->result = fr_json_get(line, "result");
	}
	jv_free(place);
	jv_free(id);
	jv_free(line);
	return 0;
}

/* The batch did not come to its end here: all that were in it share that. */
static void fail_all(struct batch *batch, const struct fr_error *cause)
{
	bool made = batch->http.id[0] != '\0', billed = made || batch->http.unknown;
	enum fr_health health = batch->http.verdict.health; /* it was one request, and counts as one */
	struct fr_error err = *cause;

	if (made) {
		fr_error_set(&err, cause->code, "batch '%s': %.800s", batch->http.id, cause->message);
		if (err.code == FR_EX_CONFIG)
			fr_error_hint(&err, "it is another account's, or the API has forgotten it");
		else
			fr_error_hint(&err, "'fr-llm --batch-id %s' with the same input fetches its results",
				      batch->http.id);
	} else if (billed) {
		fr_error_hint(&err, "it may have been taken all the same, so it counts as spent");
	}
	note(batch, &err);
	for (int i = 0; i < batch->count; i++) {
		struct batch_item *item = &batch->items[i];

		if (!item->sent && !(item->passed || item->err.code != FR_EX_OK))
			item->err = err; /* an interrupt came before its turn */
		if (!item->sent)
			continue;
		item->err = err;
		if (!billed)
			batch_item_settle(item, batch->desk, &(struct fr_settlement){ .health = health });
		health = FR_HEALTH_UNKNOWN;
	}
}

static int send(struct batch *batch, struct fr_error *err)
{
	if (interrupt_came())
		return fr_error_set(err, FR_EX_INTERRUPTED, "interrupted");
	if (batch_create(&batch->http, &batch->body, err) < 0)
		return -1;
	fr_bytes_release(&batch->body);
	keep_reservations(batch, false);
	show_end(&batch->desk->show);
	fr_note("batch '%s' of %d is on its way", batch->http.id, batch->requests);
	return 0;
}

static int go_through(struct batch *batch, struct fr_error *err)
{
	const struct options *options = &batch->desk->options;

	if (options->batch_id != NULL) {
		snprintf(batch->http.id, sizeof(batch->http.id), "%s", options->batch_id);
		recall_reservations(batch);
	} else if (send(batch, err) < 0) {
		return -1;
	}
	if (batch_wait(&batch->http, err) < 0)
		return -1;
	return batch_fetch(&batch->http, ANSWER_BYTES_MOST * (size_t)batch->count, take_line, batch, err);
}

static void take_all(struct batch *batch)
{
	bool entered = false, elsewhere = false;

	for (int i = 0; i < batch->count; i++) {
		struct batch_item *item = &batch->items[i];

		entered |= item->ledger_id != 0;
		if (item->sent && batch_item_take(item, batch->desk, &item->err) < 0)
			note(batch, &item->err);
		elsewhere |= item->elsewhere;
	}
	if (elsewhere)
		fr_note("another run has fetched batch '%s' as well, and has entered what it cost", batch->http.id);
	if (entered)
		keep_reservations(batch, true);
}

/* fr_finish says when that cannot be written. */
static void write_all(struct batch *batch)
{
	bool written = true;

	for (int i = 0; i < batch->count; i++) {
		struct batch_item *item = &batch->items[i];
		jv envelope = item->envelope;

		if (item->err.code != FR_EX_OK)
			envelope = fr_envelope_fail(envelope, "llm", &item->err);
		if (written)
			written = fr_put(envelope) == 0;
		else
			jv_free(envelope);
		jv_free(item->name);
		jv_free(item->result);
	}
	free(batch->items);
	jv_free(batch->places);
}

enum fr_exit batch_run(struct desk *desk)
{
	struct batch batch = { .desk = desk,
			       .http = { .desk = desk, .deadline_ms = fr_http_now_ms() + desk->options.max_time_ms },
			       .places = jv_object() };
	struct fr_error err;
	bool any = false;

	if (fr_http_open(&desk->http, desk->options.cacert, &err) < 0)
		fr_die(&err);
	fr_price_batch(&desk->targets.of[0].price);
	read_all(&batch);
	interrupt_catch();
	prepare_all(&batch);
	for (int i = 0; i < batch.count; i++)
		any |= batch.items[i].sent;
	if (interrupt_came() || any) {
		int result = go_through(&batch, &err);

		show_end(&desk->show);
		if (result < 0)
			fail_all(&batch, &err);
		else
			take_all(&batch);
	}
	write_all(&batch);
	fr_bytes_release(&batch.body);
	batch_http_release(&batch.http);
	return batch.worst;
}

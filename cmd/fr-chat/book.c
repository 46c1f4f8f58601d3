#include "book.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "json.h"
#include "pack.h"

#define STORE_WAIT_SECONDS 10

int book_init(struct book *book, const struct fr_config *config, struct fr_error *err)
{
	*book = (struct book){ 0 };
	if (fr_share_init(&book->share, NULL, err) < 0)
		return -1;
	return fr_store_place(&book->place, config, err);
}

void book_release(struct book *book)
{
	fr_store_place_release(&book->place);
	fr_share_release(&book->share);
}

static int open_store(struct book *book, struct fr_store **store, struct fr_error *err)
{
	return fr_store_open(store, &book->share, &book->place, FR_STORE_READ, STORE_WAIT_SECONDS, err);
}

/* The one row of the store that begins with id: {id, …}. */
static int find(struct fr_store *store, const char *id, jv *match, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "id", jv_string(id)), matches = jv_array();
	int status = fr_entry_id_good(id) ? fr_store_query(store, "find", parameters, fr_store_collect, &matches, err) :
					    0;
	int count = jv_array_length(jv_copy(matches));

	if (status == 0 && count != 1) {
		status =
		    fr_error_set(err, FR_EX_DATAERR, "%s id begins with '%s'", count == 0 ? "no" : "more than one", id);
		fr_error_hint(err, "'fr log list' names what is kept");
	}
	if (status == 0)
		*match = jv_array_get(jv_copy(matches), 0);
	jv_free(parameters);
	jv_free(matches);
	return status;
}

/* A turn as another process, or another host, left it there: it need not be whole. */
static bool is_turn(jv turn)
{
	jv question = fr_json_get(turn, "question"), answer = fr_json_get(turn, "answer");
	bool whole = jv_get_kind(question) == JV_KIND_STRING && jv_get_kind(answer) == JV_KIND_STRING;

	jv_free(question);
	jv_free(answer);
	return whole;
}

/* Borrows both. */
static int take(struct conversation *conversation, jv row, jv envelope, struct fr_error *err)
{
	jv before = fr_json_get(envelope, "earlier.turns"), answer = fr_json_get(envelope, "response.text");
	bool answered = jv_get_kind(answer) == JV_KIND_STRING;
	char *id = fr_json_text(row, "conversation"), *last = fr_json_text(row, "id");

	if (jv_get_kind(before) == JV_KIND_ARRAY)
		jv_array_foreach (before, i, turn) {
			if (is_turn(turn))
				conversation->turns = jv_array_append(conversation->turns, turn);
			else
				jv_free(turn);
		}
	if (answered) {
		snprintf(conversation->id, sizeof(conversation->id), "%s", id);
		conversation->left_out = (int)fmin(1e6, fmax(0, fr_json_number(envelope, "earlier.left_out", 0)));
		conversation_add(conversation, envelope);
		snprintf(conversation->last, sizeof(conversation->last), "%s", last);
	} else {
		fr_error_set(err, FR_EX_DATAERR, "what is kept of '%s' is no answer", last);
	}
	free(id);
	free(last);
	jv_free(before);
	jv_free(answer);
	return answered ? 0 : -1;
}

static int64_t cost_of(struct fr_store *store, const struct conversation *conversation)
{
	jv row = fr_json_set(jv_object(), "conversation", jv_string(conversation->id));
	struct fr_error ignored;
	int64_t cost_microusd = conversation->cost_microusd;

	if (fr_store_first(store, "conversation_cost", row, &row, &ignored) == 0) {
		cost_microusd = (int64_t)fr_json_number(row, "cost_microusd", 0);
		jv_free(row);
	}
	return cost_microusd;
}

/* Fills *envelope, the caller's to free when this succeeds. */
static int newest(struct fr_store *store, const char *id, jv *row, jv *envelope, struct fr_error *err)
{
	jv match;

	if (find(store, id, &match, err) < 0)
		return -1;
	*row = fr_json_set(jv_object(), "id", fr_json_get(match, "id"));
	jv_free(match);
	if (fr_store_first(store, "conversation", *row, row, err) < 0)
		return -1;
	*envelope = fr_unpack(fr_json_get(*row, "envelope"));
	if (jv_get_kind(*envelope) == JV_KIND_OBJECT)
		return 0;
	jv_free(*envelope);
	jv_free(*row);
	fr_error_set(err, FR_EX_DATAERR, "no answer of '%s' is kept with its envelope", id);
	return fr_error_hint(err, "'envelope_retention' says how long envelopes are kept");
}

int book_resume(struct book *book, struct conversation *conversation, const char *id, int *answers,
		struct fr_error *err)
{
	struct fr_store *store;
	jv row, envelope;
	int status;

	if (open_store(book, &store, err) < 0)
		return -1;
	status = newest(store, id, &row, &envelope, err);
	if (status == 0) {
		status = take(conversation, row, envelope, err);
		*answers = (int)fr_json_number(row, "answers", 0);
		conversation->cost_microusd = cost_of(store, conversation);
		jv_free(envelope);
		jv_free(row);
	}
	fr_store_free(store);
	return status;
}

int64_t book_cost(struct book *book, const struct conversation *conversation)
{
	int64_t cost_microusd = conversation->cost_microusd;
	struct fr_store *store;
	struct fr_error ignored;

	if (open_store(book, &store, &ignored) < 0)
		return cost_microusd;
	cost_microusd = cost_of(store, conversation);
	fr_store_free(store);
	return cost_microusd > conversation->cost_microusd ? cost_microusd : conversation->cost_microusd;
}

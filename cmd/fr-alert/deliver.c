#include "deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "command.h"
#include "command_sink.h"
#include "id.h"
#include "json.h"
#include "outbox.h"

#define AT_ONCE 8 /* requests to one channel */
#define REPLY_BYTES 400
#define BACK_OFF_MS_MOST 3600000

struct flight {
	struct delivery *delivery;
	const struct channel *channel;
	int64_t id;
	int attempts;
	int64_t began_ms, give_up_us;
	struct sink_request request;
	char body[REPLY_BYTES + 1]; /* the beginning of what came back */
	size_t body_length;
	bool over;
};

int delivery_open(struct delivery *delivery, struct fr_error *err)
{
	return fr_http_open(&delivery->http, NULL, err);
}

void delivery_close(struct delivery *delivery)
{
	if (delivery->http != NULL)
		fr_http_close(delivery->http);
	delivery->http = NULL;
}

static int64_t spacing_of(const struct flight *flight)
{
	return flight->channel->sink != NULL ? flight->channel->sink->spacing_ms : 1000;
}

/* What the receiver asks for. */
static int64_t wait_of(const struct flight *flight, double retry_after)
{
	int64_t spacing_ms = spacing_of(flight);

	return retry_after * 1000 > (double)spacing_ms ? (int64_t)(retry_after * 1000) : spacing_ms;
}

/* When to try again: longer each time, not everybody at the same moment. */
static int64_t next_try_us(const struct flight *flight, int64_t wait_ms)
{
	int64_t spacing_ms = spacing_of(flight);
	int64_t spread_ms = spacing_ms << (flight->attempts < 12 ? flight->attempts - 1 : 12);
	uint32_t random = 0;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		random = UINT32_MAX;
	if (spread_ms > BACK_OFF_MS_MOST)
		spread_ms = BACK_OFF_MS_MOST;
	return fr_time_now_us() + (wait_ms + (int64_t)((double)spread_ms * random / UINT32_MAX)) * 1000;
}

/* A channel that could not take something is left alone for as long as it asks for; one that hangs takes no more than a
 * fifth of a run's time. */
static void leave_alone(const struct flight *flight, int64_t wait_ms)
{
	int64_t now_ms = fr_http_now_ms(), cost_ms = now_ms - flight->began_ms;
	int64_t rest_ms = wait_ms > 4 * cost_ms ? wait_ms : 4 * cost_ms;

	flight->delivery->rests_until_ms[flight->channel - flight->delivery->channels->all] = now_ms + rest_ms;
}

static void settle(struct flight *flight, enum sink_verdict verdict, const char *reply, double retry_after,
		   enum fr_exit code)
{
	static const char *const states[] = { "sent", "pending", "dead", "gone" };
	struct delivery *delivery = flight->delivery;
	int64_t wait_ms = wait_of(flight, retry_after), again_us = next_try_us(flight, wait_ms);
	struct fr_error err;

	if (verdict == SINK_LATER)
		leave_alone(flight, wait_ms);
	if (verdict == SINK_LATER && again_us > flight->give_up_us)
		verdict = SINK_NEVER;
	if (outbox_settle(delivery->store, flight->id, states[verdict], reply, again_us, &err) < 0) {
		fr_report(&err); /* the claim runs out, and the alert goes out again */
		delivery->worst = fr_exit_worse(delivery->worst, err.code);
	}
	for (int i = 0; i < CHANNELS_MOST; i++)
		if (delivery->told[i].id == flight->id)
			delivery->told[i].state = states[verdict];
	if (verdict == SINK_DELIVERED)
		return;
	fr_error_set(&err, code, "%s: %s%s", flight->channel->name, reply,
		     verdict == SINK_LATER ? "; kept, to be sent later" : "; given up");
	if (verdict == SINK_GONE)
		fr_error_hint(&err, "nothing more is sent to this address; give %s_file a new one",
			      flight->channel->sink->secret_name);
	fr_report(&err);
	delivery->worst = fr_exit_worse(delivery->worst, code);
}

static int take_body(void *state, const struct fr_http_response *response, const char *bytes, size_t length)
{
	struct flight *flight = state;
	size_t room = REPLY_BYTES - flight->body_length;

	(void)response;
	length = length < room ? length : room;
	memcpy(flight->body + flight->body_length, bytes, length);
	flight->body_length += length;
	flight->body[flight->body_length] = '\0';
	return 0;
}

static enum fr_exit code_of(enum sink_verdict verdict, long status)
{
	if (verdict == SINK_GONE)
		return FR_EX_CONFIG;
	if (status == 401 || status == 403)
		return FR_EX_NOPERM;
	if (verdict == SINK_NEVER)
		return FR_EX_PROTOCOL;
	return status == 429 ? FR_EX_TEMPFAIL : FR_EX_UNAVAILABLE;
}

/* A receiver that is not who it should be might send the secret back, and what it says is shown and kept. */
static bool repeats_secret(const struct flight *flight)
{
	const struct channel *channel = flight->channel;

	return channel->secret.text != NULL && strstr(flight->body, channel->secret.text) != NULL;
}

static void finished(void *state, const struct fr_http_response *response)
{
	struct flight *flight = state;
	enum sink_verdict verdict = SINK_LATER;
	char reply[REPLY_BYTES + 300];

	if (response->end == FR_HTTP_WHOLE) {
		verdict = flight->channel->sink->judge(response->status, flight->body);
		snprintf(reply, sizeof(reply), "HTTP %ld %s", response->status,
			 repeats_secret(flight) ? "(its answer is not shown: it has the secret in it)" : flight->body);
	} else {
		snprintf(reply, sizeof(reply), "%s", response->message);
	}
	flight->over = true;
	settle(flight, verdict, reply, response->retry_after,
	       response->end == FR_HTTP_WHOLE ? code_of(verdict, response->status) : FR_EX_UNAVAILABLE);
	sink_request_release(&flight->request);
}

static void run_command(struct flight *flight, jv row)
{
	jv envelope = fr_json_document(row, "envelope");
	char why[128] = "";
	int status;
	jv text;

	envelope = fr_json_set(jv_get_kind(envelope) == JV_KIND_OBJECT ? envelope : (jv_free(envelope), jv_object()),
			       "notice", fr_json_document(row, "notice"));
	text = jv_string_append_str(jv_dump_string(envelope, 0), "\n");
	status = command_sink_run(flight->channel->command, jv_string_value(text),
				  (size_t)jv_string_length_bytes(jv_copy(text)),
				  flight->delivery->timeout_seconds * 1000, why);
	jv_free(text);
	flight->over = true;
	settle(flight, status == 0 ? SINK_DELIVERED : SINK_LATER, why, -1, FR_EX_UNAVAILABLE);
}

static void send_request(struct flight *flight, jv row)
{
	const struct channel *channel = flight->channel;
	char *message_id = fr_json_text(row, "message_id");
	jv notice = fr_json_document(row, "notice");
	struct fr_error err;

	if (channel->sink->prepare(&flight->request, notice, message_id, channel->secret.text, &err) < 0) {
		sink_request_release(&flight->request);
		flight->over = true;
		settle(flight, SINK_LATER, err.message, -1, err.code); /* a better secret will do */
	} else {
		fr_http_send(flight->delivery->http, &(struct fr_http_request){
							 .url = channel->url,
							 .headers = (const char *const *)flight->request.headers,
							 .body = flight->request.body,
							 .body_length = flight->request.length,
							 .connect_ms = flight->delivery->timeout_seconds * 1000,
							 .total_ms = flight->delivery->timeout_seconds * 1000,
							 .max_bytes = 65536,
							 .data = take_body,
							 .done = finished,
							 .state = flight,
						     });
	}
	jv_free(notice);
	free(message_id);
}

/* Claim a row for the flight. 1; 0 when none is due, or the channel has to rest; -1. */
static int board(struct flight *flight, struct delivery *delivery, const struct channel *channel, jv *row,
		 struct fr_error *err)
{
	if (delivery->rests_until_ms[channel - delivery->channels->all] > fr_http_now_ms())
		return 0;
	if (outbox_claim(delivery->store, channel, delivery->most_per_hour, row, err) < 0)
		return -1;
	if (jv_get_kind(*row) != JV_KIND_OBJECT) {
		jv_free(*row);
		return 0;
	}
	*flight = (struct flight){ .delivery = delivery,
				   .channel = channel,
				   .id = (int64_t)fr_json_number(*row, "id", 0),
				   .attempts = (int)fr_json_number(*row, "attempts", 1),
				   .began_ms = fr_http_now_ms() };
	flight->give_up_us =
	    fr_time_now_us() + (OUTBOX_GIVE_UP_SECONDS - (int64_t)fr_json_number(*row, "age_seconds", 0)) * 1000000;
	return 1;
}

int delivery_round(struct delivery *delivery, struct fr_error *err)
{
	struct flight flights[CHANNELS_MOST * AT_ONCE];
	int count = 0, got = 0;
	jv row;

	for (int i = 0; i < delivery->channels->count && got >= 0; i++) {
		const struct channel *channel = &delivery->channels->all[i];

		for (int n = 0; n < AT_ONCE; n++) {
			got = board(&flights[count], delivery, channel, &row, err);
			if (got <= 0)
				break;
			if (channel->sink == NULL)
				run_command(&flights[count], row);
			else
				send_request(&flights[count], row);
			count++;
			jv_free(row);
		}
	}
	for (int i = 0; i < count; i++)
		while (!flights[i].over)
			fr_http_wait(delivery->http, -1, 1000);
	return got < 0 ? -1 : count;
}

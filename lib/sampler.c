#include "sampler.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sampler_server.h"
#include "session.h"

#define NAP_US 100000    /* how soon *stop is seen */
#define RETRY_US 1000000 /* between attempts to find the server again */
/* Pruning reads the whole file: a recording is up to a twentieth longer than --keep says. */
#define PRUNES_PER_KEEP 20

struct fr_sampler {
	const struct fr_sampler_options *options;
	const struct fr_share *share;
	struct fr_sampler_server server;
	bool connected;
	struct fr_recording *recording;
	int64_t run;                /* runs.id */
	int64_t started_us, end_us; /* by the monotonic clock, as all that follow */
	int64_t snapshot_due_us, prune_due_us;
	int64_t samples, snapshots;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool stopped(const struct fr_sampler *sampler)
{
	return sampler->options->stop != NULL && *sampler->options->stop != 0;
}

/* In naps, because a signal that comes just before a long sleep would be slept over. */
static void sleep_until(const struct fr_sampler *sampler, int64_t when_us)
{
	int64_t left;

	while (!stopped(sampler) && (left = when_us - now_us()) > 0) {
		int64_t nap = left < NAP_US ? left : NAP_US;
		struct timespec time = { .tv_sec = nap / 1000000, .tv_nsec = nap % 1000000 * 1000 };

		nanosleep(&time, NULL);
	}
}

static void tell(const struct fr_sampler *sampler, enum fr_sampler_event event, const char *message)
{
	struct fr_sampler_progress progress = {
		.event = event,
		.samples = sampler->samples,
		.snapshots = sampler->snapshots,
		.elapsed_us = now_us() - sampler->started_us,
		.message = message,
	};

	if (sampler->options->tell != NULL)
		sampler->options->tell(sampler->options->state, &progress);
}

static int note(struct fr_sampler *sampler, const char *kind, const char *about, const char *what, struct fr_error *err)
{
	char text[1200];
	const struct fr_recording_value values[] = { { ":kind", kind, 0 }, { ":note", text, 0 } };

	snprintf(text, sizeof(text), "%s: %s", about, what);
	return fr_recording_run(sampler->recording, "store/note", values, 2, err);
}

static int ask_number(struct fr_sampler *sampler, const char *script, int64_t *number, struct fr_error *err)
{
	char *text;

	if (fr_recording_ask(sampler->recording, script, NULL, 0, &text, err) < 0)
		return -1;
	*number = text != NULL ? strtoll(text, NULL, 10) : 0;
	free(text);
	return 0;
}

/* After a connection was made: is it the server the recording is of, and what is there to be said about it? */
static int begin_run(struct fr_sampler *sampler, struct fr_error *err)
{
	const struct fr_recording_value values[] = { { ":doc", sampler->server.about, 0 },
						     { ":interval_us", NULL, sampler->options->interval_us } };
	char *stranger;

	if (fr_recording_ask(sampler->recording, "ask/stranger", values, 1, &stranger, err) < 0)
		return -1;
	if (stranger != NULL) {
		fr_error_set(err, FR_EX_DATAERR, "the recording is of %s", stranger);
		free(stranger);
		return fr_error_hint(err, "choose another --output for this one");
	}
	if (fr_recording_run(sampler->recording, "store/meta", values, 2, err) < 0 ||
	    ask_number(sampler, "ask/run", &sampler->run, err) < 0)
		return -1;
	for (size_t i = 0; i < sampler->server.count; i++)
		if (sampler->server.parts[i].refused != NULL &&
		    note(sampler, "part", sampler->server.parts[i].name, sampler->server.parts[i].refused, err) < 0)
			return -1;
	return 0;
}

/*
 * One value from the server into the recording. A statement that the server refuses becomes a note of this kind, and is
 * no failure; *taken says whether there was a value.
 */
static int take(struct fr_sampler *sampler, const char *kind, const char *name, const char *argument, const char *store,
		int64_t snapshot, bool *taken, struct fr_error *err)
{
	struct fr_error why;
	char *doc;
	int result = 0;

	*taken = false;
	if (fr_session_value(sampler->server.db, name, argument, FR_SAMPLER_TIMEOUT, &doc, &why) < 0) {
		*err = why;
		return why.code == FR_EX_PROTOCOL ? note(sampler, kind, name, why.message, err) : -1;
	}
	if (doc != NULL) {
		const struct fr_recording_value values[] = { { ":doc", doc, 0 },
							     { ":run", NULL, sampler->run },
							     { ":snapshot", NULL, snapshot } };

		result = fr_recording_run(sampler->recording, store, values, 3, err);
		*taken = result == 0;
	}
	free(doc);
	return result;
}

static int take_part(struct fr_sampler *sampler, const struct fr_sampler_part *part, int64_t snapshot,
		     struct fr_error *err)
{
	const struct fr_recording_value values[] = { { ":snapshot", NULL, snapshot }, { ":part", part->name, 0 } };
	char *argument = NULL;
	bool taken = true;
	int result;

	if (part->refused != NULL)
		return 0;
	if (part->ask != NULL) {
		if (fr_recording_ask(sampler->recording, part->ask, values, 1, &argument, err) < 0)
			return -1;
		if (argument == NULL)
			return 0;
	}
	result = take(sampler, "part", part->name, argument, part->store, snapshot, &taken, err);
	free(argument);
	if (result < 0 || !taken)
		return result;
	return fr_recording_run(sampler->recording, "store/part", values, 2, err);
}

static int prune(struct fr_sampler *sampler, struct fr_error *err)
{
	struct fr_recording_value before = { ":before_us", NULL, 0 };
	int64_t keep_us = sampler->options->keep_us, now = now_us();

	if (keep_us == 0 || now < sampler->prune_due_us)
		return 0;
	sampler->prune_due_us = now + keep_us / PRUNES_PER_KEEP;
	if (ask_number(sampler, "ask/last", &before.number, err) < 0)
		return -1;
	before.number -= keep_us;
	return fr_recording_run(sampler->recording, "prune", &before, 1, err);
}

static int take_snapshot(struct fr_sampler *sampler, struct fr_error *err)
{
	int64_t snapshot;

	if (ask_number(sampler, "ask/snapshot", &snapshot, err) < 0)
		return -1;
	for (size_t i = 0; i < sampler->server.count; i++)
		if (take_part(sampler, &sampler->server.parts[i], snapshot, err) < 0)
			return -1;
	sampler->snapshots++;
	sampler->snapshot_due_us = now_us() + sampler->options->snapshot_us;
	return prune(sampler, err);
}

static int take_sample(struct fr_sampler *sampler, bool last, struct fr_error *err)
{
	bool taken;

	if (take(sampler, "gap", "sample", NULL, "store/sample", 0, &taken, err) < 0)
		return -1;
	sampler->samples += taken;
	if (taken && (last || now_us() >= sampler->snapshot_due_us) && take_snapshot(sampler, err) < 0)
		return -1;
	tell(sampler, FR_SAMPLED, NULL);
	return 0;
}

static void disconnect(struct fr_sampler *sampler)
{
	fr_sampler_server_close(&sampler->server);
	sampler->connected = false;
}

/* The connection is gone: say so, once, in the recording and outside. */
static int lose(struct fr_sampler *sampler, const struct fr_error *why, struct fr_error *err)
{
	char message[sizeof(why->message)];

	snprintf(message, sizeof(message), "%s", why->message);
	disconnect(sampler);
	tell(sampler, FR_LOST, message);
	return note(sampler, "gap", "server", message, err);
}

/* 0 whether it worked or not: sampler->connected tells; *why is the last reason. -1: there is no point in going on. */
static int find_again(struct fr_sampler *sampler, struct fr_error *why, struct fr_error *err)
{
	const struct fr_sampler_options *options = sampler->options;

	if (fr_sampler_server_open(&sampler->server, options->dsn, options->application_name, sampler->share, why) < 0)
		return 0;
	sampler->connected = true;
	if (begin_run(sampler, err) < 0)
		return -1;
	sampler->snapshot_due_us = 0;
	tell(sampler, FR_FOUND, NULL);
	return 0;
}

/* One turn of the loop. *why keeps the reason for which there is no connection. */
static int turn(struct fr_sampler *sampler, bool last, struct fr_error *why, struct fr_error *err)
{
	struct fr_error failure = { 0 };

	/* Not in the last turn: a server that hangs would hold up the end. */
	if (!sampler->connected && !last && find_again(sampler, why, err) < 0)
		return -1;
	if (!sampler->connected || take_sample(sampler, last, &failure) == 0)
		return 0;
	*err = failure;
	if (failure.code != FR_EX_UNAVAILABLE)
		return -1;
	*why = failure;
	return lose(sampler, &failure, err);
}

/* When the next turn is due: on the beat of the interval, leaving out the beats that were missed. */
static int64_t next_turn(const struct fr_sampler *sampler, int64_t due_us)
{
	int64_t interval = sampler->connected ? sampler->options->interval_us : RETRY_US, now = now_us();

	due_us += interval;
	if (due_us < now)
		due_us += (now - due_us + interval - 1) / interval * interval;
	return due_us < sampler->end_us ? due_us : sampler->end_us;
}

int fr_sampler_run(struct fr_sampler *sampler, struct fr_recording *recording, struct fr_error *err)
{
	struct fr_error why = { 0 };
	int64_t due_us;
	bool last = false;

	sampler->recording = recording;
	sampler->started_us = due_us = now_us();
	sampler->end_us = sampler->options->duration_us > 0 ? sampler->started_us + sampler->options->duration_us :
							      INT64_MAX;
	if (begin_run(sampler, err) < 0)
		return -1;
	while (!last) {
		last = stopped(sampler) || now_us() >= sampler->end_us;
		if (turn(sampler, last, &why, err) < 0)
			return -1;
		due_us = next_turn(sampler, due_us);
		sleep_until(sampler, last ? 0 : due_us);
	}
	if (!sampler->connected)
		*err = why;
	return sampler->connected ? 0 : -1;
}

int fr_sampler_connect(struct fr_sampler **sampler, const struct fr_sampler_options *options,
		       const struct fr_share *share, struct fr_error *err)
{
	struct fr_sampler *new = calloc(1, sizeof(*new));

	if (new == NULL)
		abort();
	new->options = options;
	new->share = share;
	if (fr_sampler_server_open(&new->server, options->dsn, options->application_name, share, err) < 0) {
		free(new);
		return -1;
	}
	new->connected = true;
	*sampler = new;
	return 0;
}

void fr_sampler_free(struct fr_sampler *sampler)
{
	if (sampler == NULL)
		return;
	fr_sampler_server_close(&sampler->server);
	free(sampler);
}

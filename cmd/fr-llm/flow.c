#include "flow.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "interrupt.h"
#include "json.h"

#define FDS_MOST 256 /* waited for at once; of the others one hears within a second */
#define AHEAD 4      /* envelopes that wait to be written, for each job: a slow one must not let them pile up */

struct slot {
	bool used;
	unsigned long number; /* in the order of the input */
	struct call call;
};

struct flow {
	struct desk *desk;
	struct fr_envelopes in;
	struct slot *slots;
	int count;
	int active; /* calls that are not over */
	unsigned long read,
	    written; /* how many envelopes; without --unordered, written is also the next one's number */
	bool ended;
	enum fr_exit worst;
	struct fr_error broken; /* stdout: with a code, nothing more is written */
};

static void note(struct flow *flow, const struct fr_error *err)
{
	fr_report(err);
	flow->worst = fr_exit_worse(flow->worst, err->code);
}

/* A call that is over leaves its slot. */
static void write_slot(struct flow *flow, struct slot *slot)
{
	struct call *call = &slot->call;
	jv envelope = jv_copy(call->envelope);

	if (call->failed) {
		note(flow, &call->err);
		envelope = fr_envelope_fail(envelope, "llm", &call->err);
	}
	if (flow->desk->options.dry_run || flow->broken.code != FR_EX_OK)
		jv_free(envelope);
	else if (fr_envelope_write(stdout, envelope) < 0)
		fr_error_set(&flow->broken, FR_EX_IOERR, "cannot write standard output: %s", strerror(errno));
	call_release(call);
	slot->used = false;
	flow->written++;
}

static void write_all(struct flow *flow)
{
	bool any;

	do {
		any = false;
		for (int i = 0; i < flow->count; i++) {
			struct slot *slot = &flow->slots[i];

			if (!slot->used || !slot->call.over)
				continue;
			if (!flow->desk->options.unordered && slot->number != flow->written)
				continue;
			write_slot(flow, slot);
			any = true;
		}
	} while (any);
}

static struct slot *free_slot(struct flow *flow)
{
	for (int i = 0; i < flow->count; i++)
		if (!flow->slots[i].used)
			return &flow->slots[i];
	return NULL;
}

/* An envelope that has failed before is a call that is over: it keeps its place in the order. */
static void take(struct flow *flow, struct slot *slot, jv envelope)
{
	slot->used = true;
	slot->number = flow->read++;
	if (fr_json_true(envelope, "error")) {
		slot->call = (struct call){ .desk = flow->desk, .envelope = envelope, .over = true };
		turns_init(&slot->call.turns);
		slot->call.prompt = slot->call.body = jv_invalid();
		slot->call.fallbacks = slot->call.answer.blocks = jv_invalid();
	} else {
		call_begin(&slot->call, flow->desk, envelope);
	}
}

static void count_active(struct flow *flow)
{
	flow->active = 0;
	for (int i = 0; i < flow->count; i++)
		flow->active += flow->slots[i].used && !flow->slots[i].call.over;
}

/* Read as many envelopes as may be under way. False: the next one is not there yet. */
static bool read_some(struct flow *flow)
{
	struct fr_error err;
	struct slot *slot;
	jv envelope;

	while (!flow->ended && flow->active < flow->desk->options.jobs && (slot = free_slot(flow)) != NULL) {
		int got = fr_envelopes_next(&flow->in, &envelope, &err);

		if (got == FR_ENVELOPES_LATER)
			return false;
		if (got < 0)
			note(flow, &err);
		else if (got == 0)
			flow->ended = true;
		else
			take(flow, slot, envelope);
		write_all(flow);
		count_active(flow);
	}
	return true;
}

/* Start what has waited long enough; the milliseconds until the next one, -1 when none waits. */
static int64_t step_all(struct flow *flow)
{
	int64_t next = flow->desk->tools != NULL ? tools_step(flow->desk->tools) : -1;
	int64_t now = fr_http_now_ms();

	for (int i = 0; i < flow->count; i++) {
		struct call *call = &flow->slots[i].call;

		if (!flow->slots[i].used || call->over)
			continue;
		if (call->wake_ms >= 0 && call->wake_ms <= now)
			call_step(call);
		if (!call->over && call->wake_ms >= 0 && (next < 0 || call->wake_ms - now < next))
			next = call->wake_ms > now ? call->wake_ms - now : 0;
	}
	return next;
}

/* Wait for whatever comes first: an interrupt, an answer, a tool, the next envelope, or the time of a retry. */
static void wait_for_something(struct flow *flow, bool want_input, int64_t next)
{
	struct desk *desk = flow->desk;
	struct pollfd fds[FDS_MOST] = { { .fd = interrupt_fd(), .events = POLLIN } };
	int64_t most = next >= 0 ? next : 1000;
	int count = 1;

	if (want_input || flow->active == 0)
		fds[count++] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	if (desk->tools != NULL)
		count += tools_fds(desk->tools, fds + count, FDS_MOST - count);
	if (flow->active == 0) {
		poll(fds, 2, -1);
	} else if (desk->http == NULL) {
		poll(fds, (nfds_t)count, (int)most);
	} else {
		if (desk->show.terminal && most > SHOW_TURN_MS)
			most = SHOW_TURN_MS;
		fr_http_wait_with(desk->http, fds, count, most);
		if (desk->show.terminal)
			show_wait(&desk->show, desk->targets.of[0].provider);
	}
}

static void interrupt_all(struct flow *flow)
{
	struct fr_error err;

	for (int i = 0; i < flow->count; i++)
		if (flow->slots[i].used)
			call_interrupt(&flow->slots[i].call);
	write_all(flow);
	fr_error_set(&err, FR_EX_INTERRUPTED, "interrupted");
	if (flow->worst != FR_EX_INTERRUPTED && interrupt_came()) /* else nobody reads any more, and that is said */
		note(flow, &err);
}

static void loop(struct flow *flow)
{
	while (!interrupt_came() && flow->broken.code == FR_EX_OK) {
		bool room;
		int64_t next;
		int under_way;

		count_active(flow);
		room = read_some(flow);
		under_way = flow->active;
		next = step_all(flow);
		write_all(flow);
		count_active(flow);
		if (flow->ended && flow->active == 0)
			return;
		if (flow->active == under_way) /* else one ended at once, and the next can begin */
			wait_for_something(flow, !room, next);
		write_all(flow);
	}
	interrupt_all(flow);
}

enum fr_exit flow_run(struct desk *desk)
{
	struct flow flow = { .desk = desk, .count = desk->options.jobs * (desk->options.jobs > 1 ? AHEAD : 1) };

	flow.slots = calloc((size_t)flow.count, sizeof(*flow.slots));
	if (flow.slots == NULL)
		abort();
	fr_envelopes_init(&flow.in, STDIN_FILENO, desk->options.args.max_bytes);
	flow.in.no_wait = true;
	interrupt_catch();
	loop(&flow);
	show_end(&desk->show);
	fr_envelopes_release(&flow.in);
	free(flow.slots);
	if (flow.broken.code != FR_EX_OK)
		fr_die(&flow.broken);
	return flow.worst;
}

/* fr-context: what a database knows about a window of time, as one envelope. */
#include <stdbool.h>
#include <stdio.h>

#include "command.h"
#include "database.h"
#include "envelope.h"
#include "evidence.h"
#include "fleet.h"
#include "id.h"
#include "json.h"
#include "live.h"
#include "options.h"
#include "query.h"
#include "recorded.h"
#include "recorder.h"
#include "recording.h"
#include "section.h"
#include "share.h"
#include "window.h"

static int from_recorder(struct evidence *evidence, struct window *window, const struct options *options,
			 const struct sections *sections, struct fr_error *err)
{
	struct fr_database *db;
	struct window before;
	int result;

	if (window_resolve(window, &options->window, fr_time_now_us(), err) < 0 ||
	    fr_database_connect(&db, options->dsn, "fr-context", options->timeout, err) < 0)
		return -1;
	before = window_before(window, options->baseline);
	result = recorder_gather(evidence, db, sections, window, &before, options->limit, options->timeout, err);
	fr_database_free(db);
	return result;
}

/* Now is when the recording ended: "the last 5 minutes" of an old one are its own, and 10:00 is on its day. */
static int from_recording(struct evidence *evidence, struct window *window, const struct options *options,
			  const struct sections *sections, struct fr_error *err)
{
	struct fr_recording *recording;
	struct window before;
	int result;

	if (fr_recording_open(&recording, options->recording, err) < 0)
		return -1;
	fr_recording_set_timeout(recording, options->timeout);
	result = fr_recording_span(recording, &window->start_us, &window->end_us, err);
	if (result == 0 && window->end_us == 0)
		result = fr_error_set(err, FR_EX_DATAERR, "there is no sample in '%s'", options->recording);
	if (result == 0 && !window_is_default(&options->window))
		result = window_resolve(window, &options->window, window->end_us, err);
	if (result == 0)
		result = recorded_gather(evidence, recording, sections, window, options->limit, err);
	if (result == 0 && evidence->before != NULL) {
		before = window_before(window, options->baseline);
		result = recorded_gather(evidence->before, recording, sections, &before, options->limit, err);
	}
	fr_recording_close(recording);
	return result;
}

static jv envelope(struct evidence *evidence, const struct window *window, jv baseline)
{
	jv json = fr_json_set(fr_envelope_new(), "source", jv_copy(evidence->source));

	if (window->end_us != 0) /* it is known, also where what followed failed */
		json = fr_json_set(json, "window", window_json(window));
	json = fr_json_set(json, "coverage", jv_copy(evidence->coverage));
	json = fr_json_set(json, "context", jv_copy(evidence->context));
	if (jv_is_valid(baseline))
		return fr_json_set(json, "baseline", baseline);
	jv_free(baseline);
	return json;
}

/* .baseline, or an invalid value when none was asked for. */
static jv baseline(struct evidence *evidence, const struct window *window, enum baseline which)
{
	struct window before = window_before(window, which);
	char start[FR_TIME_BYTES], end[FR_TIME_BYTES];

	if (evidence->before == NULL)
		return jv_invalid();
	fr_time_format(start, before.start_us);
	fr_time_format(end, before.end_us);
	return evidence_baseline(evidence, start, end);
}

/* An anomaly that cannot be ruled out counts as one: silence has to mean that all is well. */
static bool is_due(const struct evidence *evidence, int severity)
{
	return severity == 0 || evidence->severity < 0 || evidence->severity >= severity ||
	       fr_json_number(evidence->coverage, "samples", 0) == 0;
}

/* What all servers are looked at with. */
struct means {
	const char *kind;
	struct fr_share share;
	struct sections sections;
};

static enum fr_exit look(const struct options *options, void *state)
{
	struct means *means = state;
	struct evidence evidence, before;
	struct window window = { 0 };
	struct fr_error err = { 0 };
	int result;

	evidence_init(&evidence, means->kind);
	evidence_init(&before, means->kind);
	if (options->baseline != BASELINE_NONE)
		evidence.before = &before;
	if (options->live_us > 0)
		result = live_gather(&evidence, &window, options, &means->share, &means->sections, &err);
	else if (options->recording != NULL)
		result = from_recording(&evidence, &window, options, &means->sections, &err);
	else
		result = from_recorder(&evidence, &window, options, &means->sections, &err);
	if (result == 0 && options->query != NULL)
		result = query_gather(&evidence, options, &means->share, &window, &err);
	if (result < 0 && err.code == FR_EX_USAGE)
		fr_die(&err);
	if (result < 0)
		fr_report(&err);

	/* What failed goes down the pipeline too, so that fr-log keeps it. */
	if (result < 0)
		fr_put(fr_envelope_fail(envelope(&evidence, &window, jv_invalid()), "context", &err));
	else if (is_due(&evidence, options->severity))
		fr_put(envelope(&evidence, &window, baseline(&evidence, &window, options->baseline)));
	evidence_release(&before);
	evidence_release(&evidence);
	return result < 0 ? err.code : FR_EX_OK;
}

int main(int argc, char **argv)
{
	struct options options;
	struct means means;
	struct fr_error err = { 0 };
	const char *needed;
	enum fr_exit worst;

	options_parse(&options, argc, argv);
	means.kind = options.live_us > 0 ? "live" : options.recording != NULL ? "recording" : "flight_recorder";
	needed = options.severity > 0 ? "anomalies" : NULL;
	if (fr_share_init(&means.share, NULL, &err) < 0 ||
	    sections_load(&means.sections, &means.share, options.live_us > 0 ? "recording" : means.kind,
			  options.sections, options.section_count, needed, &err) < 0)
		fr_die(&err);
	worst = options.fleet != NULL ? fleet_run(&options, look, &means) : look(&options, &means);
	sections_release(&means.sections);
	fr_share_release(&means.share);
	options_release(&options);
	return fr_finish(worst);
}

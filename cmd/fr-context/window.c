#include "window.h"

#include <stddef.h>

#include "id.h"
#include "json.h"
#include "when.h"

#define DEFAULT_LAST "15m"
#define DEFAULT_AROUND "10m"

int window_is_default(const struct window_request *request)
{
	return request->from == NULL && request->to == NULL && request->last == NULL && request->at == NULL;
}

int window_check(const struct window_request *r, struct fr_error *err)
{
	int kinds = (r->from != NULL || r->to != NULL) + (r->last != NULL) + (r->at != NULL);

	if (kinds > 1)
		return fr_error_set(err, FR_EX_USAGE,
				    "only one of --from with --to, --last, and --at says which window");
	if (r->to != NULL && r->from == NULL)
		return fr_error_set(err, FR_EX_USAGE, "--to needs --from");
	if (r->around != NULL && r->at == NULL)
		return fr_error_set(err, FR_EX_USAGE, "--around needs --at");
	return 0;
}

static int between(struct window *window, const struct window_request *r, int64_t now_us, struct fr_error *err)
{
	const char *to = r->to != NULL ? r->to : "now";
	char start[FR_TIME_BYTES], end[FR_TIME_BYTES];

	if (fr_when(&window->start_us, r->from, now_us, err) < 0 || fr_when(&window->end_us, to, now_us, err) < 0)
		return -1;
	if (window->start_us < window->end_us)
		return 0;
	if (window->start_us == window->end_us)
		return fr_error_set(err, FR_EX_USAGE, "the window is empty: '%s' and '%s' are the same time", r->from,
				    to);
	fr_time_format(start, window->start_us);
	fr_time_format(end, window->end_us);
	fr_error_set(err, FR_EX_USAGE, "the window is reversed: '%s' is after '%s'", r->from, to);
	return fr_error_hint(err, "they were read as %s and %s", start, end);
}

static int around(struct window *window, const struct window_request *r, int64_t now_us, struct fr_error *err)
{
	int64_t at_us, length_us;

	if (fr_when(&at_us, r->at, now_us, err) < 0 ||
	    fr_when_duration(&length_us, r->around != NULL ? r->around : DEFAULT_AROUND, err) < 0)
		return -1;
	window->start_us = at_us - length_us;
	window->end_us = at_us + length_us;
	if (at_us <= now_us && window->end_us > now_us)
		window->end_us = now_us;
	return 0;
}

int window_resolve(struct window *window, const struct window_request *r, int64_t now_us, struct fr_error *err)
{
	int64_t length_us;

	if (r->from != NULL)
		return between(window, r, now_us, err);
	if (r->at != NULL)
		return around(window, r, now_us, err);
	if (fr_when_duration(&length_us, r->last != NULL ? r->last : DEFAULT_LAST, err) < 0)
		return -1;
	window->start_us = now_us - length_us;
	window->end_us = now_us;
	return 0;
}

struct window window_before(const struct window *window, enum baseline which)
{
	int64_t back_us = which == BASELINE_YESTERDAY ? INT64_C(86400000000) : window->end_us - window->start_us;

	return (struct window){ window->start_us - back_us, window->end_us - back_us };
}

jv window_json(const struct window *window)
{
	char start[FR_TIME_BYTES], end[FR_TIME_BYTES];
	double minutes = (double)((window->end_us - window->start_us) / 1000) / 60000;
	jv json = jv_object();

	fr_time_format(start, window->start_us);
	fr_time_format(end, window->end_us);
	json = fr_json_set(json, "start", jv_string(start));
	json = fr_json_set(json, "end", jv_string(end));
	return fr_json_set(json, "minutes", jv_number((double)(int64_t)(minutes * 100 + 0.5) / 100));
}

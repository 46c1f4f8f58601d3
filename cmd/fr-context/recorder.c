#include "recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "id.h"
#include "json.h"

#define SKEW_SECONDS 5 /* clocks further apart than this put a window noticeably elsewhere */

/* A window as the statements take it, and where what they say of it goes. */
struct view {
	struct evidence *evidence;
	char start[FR_TIME_BYTES], end[FR_TIME_BYTES], limit[12];
	struct section_values known;
};

/* What a query of a batch belongs to. */
struct origin {
	const struct section *section;
	const struct view *view;
};

/* A batch of statements, each with the values of its own parameters. */
struct batch {
	struct fr_query *queries;
	const char *(*values)[SECTION_PARAMETERS];
	struct origin *of;
	int count;
};

static void view_init(struct view *view, struct evidence *evidence, const struct window *window, int limit)
{
	view->evidence = evidence;
	fr_time_format(view->start, window->start_us);
	fr_time_format(view->end, window->end_us);
	snprintf(view->limit, sizeof(view->limit), "%d", limit);
	view->known = (struct section_values){ view->start, view->end, view->limit };
}

static void batch_init(struct batch *batch, size_t most)
{
	batch->queries = calloc(most, sizeof(*batch->queries));
	batch->values = calloc(most, sizeof(*batch->values));
	batch->of = calloc(most, sizeof(*batch->of));
	batch->count = 0;
	if (batch->queries == NULL || batch->values == NULL || batch->of == NULL)
		abort();
}

static void batch_release(struct batch *batch)
{
	free(batch->queries);
	free(batch->values);
	free(batch->of);
}

static int batch_add(struct batch *batch, struct origin of, const char *sql, struct fr_error *err)
{
	struct fr_query *query = &batch->queries[batch->count];
	int count = section_parameters(of.section->path, sql, &of.view->known, batch->values[batch->count], err);

	if (count < 0)
		return -1;
	*query = (struct fr_query){ .sql = sql, .values = batch->values[batch->count], .count = count };
	query->rows = jv_invalid();
	batch->of[batch->count++] = of;
	return 0;
}

/* Something is not there or not allowed; any other failure a fallback would share. */
static bool lacks_something(const struct fr_query *query)
{
	return strncmp(query->sqlstate, "42", 2) == 0 || strncmp(query->sqlstate, "3F", 2) == 0;
}

/* Ask the fallbacks; what they answer takes the place of what failed, whose message stays. */
static int ask_again(struct batch *batch, struct fr_database *db, int timeout_seconds, struct fr_error *err)
{
	struct batch again;
	int result = 0;

	batch_init(&again, (size_t)batch->count);
	for (int i = 0; result == 0 && i < batch->count; i++) {
		const struct section *section = batch->of[i].section;

		if (lacks_something(&batch->queries[i]) && section->fallback != NULL)
			result = batch_add(&again, batch->of[i], section->fallback, err);
	}
	if (result == 0 && again.count > 0)
		result = fr_database_read(db, again.queries, again.count, timeout_seconds, err);
	for (int i = 0; result == 0 && i < again.count; i++) {
		struct fr_query *first = batch->queries;

		while (batch->of[first - batch->queries].section != again.of[i].section ||
		       batch->of[first - batch->queries].view != again.of[i].view)
			first++;
		jv_free(first->rows);
		first->rows = jv_copy(again.queries[i].rows);
	}
	if (result == 0)
		fr_queries_release(again.queries, again.count);
	batch_release(&again);
	return result;
}

static void check_clock(struct evidence *evidence, jv row, double asked, double answered)
{
	double clock = fr_json_number(row, "fr_clock", asked);
	double ahead = clock > answered ? clock - answered : clock < asked ? clock - asked : 0;

	if (ahead > SKEW_SECONDS || ahead < -SKEW_SECONDS)
		evidence_note(evidence, "the server's clock is %.0f s %s the one here, which the window is by",
			      ahead > 0 ? ahead : -ahead, ahead > 0 ? "ahead of" : "behind");
}

static int no_recorder(struct evidence *evidence, const struct fr_query *query, bool closed, struct fr_error *err)
{
	if (closed || strcmp(query->sqlstate, "42501") == 0) {
		fr_error_set(err, FR_EX_NOPERM, "this role may not use the schema flight_recorder");
		return fr_error_hint(err, "grant it USAGE on the schema and SELECT on its tables");
	}
	if (*query->sqlstate != '\0' && !lacks_something(query))
		return fr_error_set(err, FR_EX_UNAVAILABLE, "cannot read the recorder: %s", query->message);
	evidence->source =
	    jv_object_delete(evidence->source, jv_string("kind")); /* fr-log would advise its functions */
	fr_error_set(err, FR_EX_UNAVAILABLE, "the database has no flight_recorder schema");
	return fr_error_hint(
	    err, "--live 15s samples any PostgreSQL, --recording FILE reads what fr-record kept; the recorder is "
		 "the project pg-flight-recorder");
}

static int take_source(struct evidence *evidence, const struct fr_query *query, double asked, struct fr_error *err)
{
	jv row = jv_is_valid(query->rows) ? jv_array_get(jv_copy(query->rows), 0) : jv_invalid();
	bool closed;

	if (!jv_is_valid(row)) {
		jv_free(row);
		return no_recorder(evidence, query, false, err);
	}
	closed = fr_json_true(row, "fr_closed");
	check_clock(evidence, row, asked, (double)fr_time_now_us() / 1e6);
	row = jv_object_delete(jv_object_delete(row, jv_string("fr_clock")), jv_string("fr_closed"));
	evidence_source(evidence, row);
	return closed ? no_recorder(evidence, query, true, err) : 0;
}

/* Consumes rows; jv_null() when there are none because nothing was recorded. */
static jv rows_or_null(struct evidence *evidence, const struct section *section, jv rows)
{
	if (jv_array_length(jv_copy(rows)) > 0 || !section_lacks_record(section, evidence->coverage))
		return evidence_rows(rows);
	jv_free(rows);
	evidence_note(evidence, "%s: nothing was recorded in the window", section->name);
	return jv_null();
}

static void take(struct evidence *evidence, const struct section *section, const struct fr_query *query)
{
	bool answered = jv_is_valid(query->rows);

	if (query->message != NULL)
		evidence_note(evidence, answered ? "%s: %s: read without it" : "%s: %s", section->name, query->message);
	evidence_section(evidence, section->name, section->shown,
			 answered ? rows_or_null(evidence, section, jv_copy(query->rows)) : jv_null());
}

static void take_coverage(struct evidence *evidence, const struct fr_query *query)
{
	if (query->message != NULL)
		evidence_note(evidence, "coverage: %s", query->message);
	if (jv_is_valid(query->rows))
		evidence_coverage(evidence, jv_array_get(jv_copy(query->rows), 0));
}

/* What the sections say depends on the source being there and on how much was recorded. */
static int gather(struct batch *batch, double asked, struct fr_error *err)
{
	for (int i = 0; i < batch->count; i++) {
		const char *name = batch->of[i].section->name;
		struct evidence *evidence = batch->of[i].view->evidence;

		if (strcmp(name, "source") == 0 && take_source(evidence, &batch->queries[i], asked, err) < 0)
			return -1;
		if (strcmp(name, "coverage") == 0)
			take_coverage(evidence, &batch->queries[i]);
	}
	for (int i = 0; i < batch->count; i++)
		if (!section_is_reserved(batch->of[i].section->name))
			take(batch->of[i].view->evidence, batch->of[i].section, &batch->queries[i]);
	return 0;
}

static int add_all(struct batch *batch, const struct sections *sections, const struct view *view, bool with_source,
		   struct fr_error *err)
{
	for (size_t i = 0; i < sections->count; i++) {
		struct origin of = { &sections->all[i], view };

		if ((with_source || strcmp(of.section->name, "source") != 0) &&
		    batch_add(batch, of, of.section->sql, err) < 0)
			return -1;
	}
	return 0;
}

int recorder_gather(struct evidence *evidence, struct fr_database *db, const struct sections *sections,
		    const struct window *window, const struct window *before, int limit, int timeout_seconds,
		    struct fr_error *err)
{
	struct view view, view_before;
	double asked = (double)fr_time_now_us() / 1e6;
	struct batch batch;
	int result;

	batch_init(&batch, 2 * sections->count);
	view_init(&view, evidence, window, limit);
	result = add_all(&batch, sections, &view, true, err);
	if (result == 0 && evidence->before != NULL) {
		view_init(&view_before, evidence->before, before, limit);
		result = add_all(&batch, sections, &view_before, false, err);
	}
	if (result == 0)
		result = fr_database_read(db, batch.queries, batch.count, timeout_seconds, err);
	if (result == 0) {
		result = ask_again(&batch, db, timeout_seconds, err);
		if (result == 0)
			result = gather(&batch, asked, err);
		fr_queries_release(batch.queries, batch.count);
	}
	batch_release(&batch);
	return result;
}

#include <stdlib.h>
#include <string.h>

#include "entry.h"
#include "fr-log.h"
#include "json.h"
#include "spool.h"

struct filter {
	const struct fr_log_options *options;
	struct fr_store *store; /* NULL: it cannot be used */
	bool told;              /* that it cannot */
	enum fr_exit worst;
	unsigned long seen, printed;
};

/* Where an entry has got to. */
struct keeping {
	const char *how;     /* store, spool or nowhere */
	char *where;         /* the file; NULL with nowhere */
	struct fr_kept kept; /* with store and spool */
};

static void trouble(struct filter *filter, const struct fr_error *err)
{
	if (!filter->told)
		fr_report(err);
	filter->told = true;
	filter->worst = fr_exit_worse(filter->worst, err->code);
}

static void open_store(struct filter *filter)
{
	const struct fr_log_options *options = filter->options;
	struct fr_error err;
	int taken;

	if (options->place == NULL) {
		trouble(filter, &options->placeless);
		return;
	}
	if (fr_store_open(&filter->store, &options->share, &options->where, FR_STORE_WRITE, options->wait_seconds,
			  &err) < 0) {
		trouble(filter, &err);
		return;
	}
	if (fr_spool_take(filter->store, options->place, &taken, &err) < 0) {
		if (err.code != FR_EX_IOERR && err.code != FR_EX_UNAVAILABLE) {
			fr_report(&err);
		} else {
			trouble(filter, &err);
			fr_store_free(
			    filter->store); /* it will not take today's either, and may take its time to say so */
			filter->store = NULL;
		}
	}
	if (taken > 0)
		fr_verbose(options->args, "%d spooled before now kept in '%s'", taken, options->place);
}

static void spool(struct filter *filter, jv entry, struct keeping *keeping)
{
	struct fr_error err;
	char *id = fr_json_text(entry, "envelope_id");

	if (filter->options->place != NULL && fr_spool_put(filter->options->place, entry, &keeping->where, &err) == 0) {
		keeping->how = "spool";
		snprintf(keeping->kept.id, sizeof(keeping->kept.id), "%s", id);
	} else if (filter->options->place != NULL) {
		filter->told = false; /* that this one is lost has not been said */
		trouble(filter, &err);
	}
	free(id);
}

static struct keeping keep(struct filter *filter, jv entry)
{
	struct keeping keeping = { .how = "nowhere" };
	struct fr_error err;

	if (filter->store != NULL && fr_store_keep(filter->store, entry, &keeping.kept, &err) == 0) {
		keeping.how = "store";
		keeping.where = strdup(filter->options->place);
		return keeping;
	}
	if (filter->store != NULL)
		trouble(filter, &err);
	spool(filter, entry, &keeping);
	return keeping;
}

/* The diagnosis goes to the screen before the store is asked: it may take its time. */
static void print(struct filter *filter, jv entry)
{
	const struct fr_markdown_look *look = &filter->options->look;
	bool failed = !jv_object_has(jv_copy(entry), jv_string("diagnosis"));
	struct fr_pseudonyms table;
	struct fr_pseudonyms *names = fr_log_names(filter->options, &table); /* now: fr-sanitize adds to it as we go */
	jv shown = fr_log_revealed(names, entry);
	struct keeping keeping;

	if (filter->printed++ > 0)
		printf("\n");
	if (failed)
		fr_log_print_error(stdout, look, shown);
	else
		fr_log_print_diagnosis(stdout, look, shown);
	fflush(stdout);
	if (names != NULL)
		fr_pseudonyms_close(names);
	keeping = keep(filter, entry);
	fr_log_print_footer(stdout, look, shown, keeping.kept.id, keeping.how, keeping.where);
	fflush(stdout);
	jv_free(shown);
	free(keeping.where);
}

static jv note(jv envelope, struct filter *filter, jv entry)
{
	struct keeping keeping = keep(filter, entry);
	jv log = fr_json_set(jv_object(), "id", keeping.kept.id[0] != '\0' ? jv_string(keeping.kept.id) : jv_null());

	free(keeping.where);
	return fr_json_set(envelope, "log", fr_json_set(log, "kept", jv_string(keeping.how)));
}

/*
 * The entry of an envelope, with the envelope itself for a replay; but what was not sanitised does not leave this
 * machine for a store on another.
 */
static jv entry_of(const struct filter *filter, jv envelope)
{
	jv entry = fr_entry(envelope, filter->options->auto_generated);
	const char *place = filter->options->place;

	if (!jv_is_valid(entry))
		return entry;
	if (filter->options->where.conninfo != NULL && !fr_json_true(envelope, "sanitize"))
		return fr_json_set(entry, "question", jv_null());
	if (filter->options->retention_us > 0 && place != NULL)
		entry = fr_entry_add_envelope(entry, envelope);
	return entry;
}

static int transform(jv *envelope, void *state, struct fr_error *err)
{
	struct filter *filter = state;
	jv entry = entry_of(filter, *envelope);

	filter->seen++;
	if (!jv_is_valid(entry)) {
		jv_free(entry);
		fr_error_set(err, FR_EX_DATAERR, "nothing to keep: the envelope has no answer and no error");
		fr_error_hint(err, "answers come from fr-llm");
		if (filter->options->format != FR_LOG_TEXT)
			return -1;
		fr_report(err);
		filter->worst = fr_exit_worse(filter->worst, err->code);
	} else if (filter->options->format == FR_LOG_TEXT) {
		print(filter, entry);
		jv_free(entry);
	} else {
		struct fr_markdown_look look = fr_look_of(stderr, filter->options->color);

		if (fr_json_true(*envelope, "error"))
			fr_log_print_error(stderr, &look, entry);
		*envelope = note(*envelope, filter, entry);
		jv_free(entry);
	}
	if (filter->options->format == FR_LOG_TEXT) {
		jv_free(*envelope);
		*envelope = jv_null();
	}
	return 0;
}

static int forget(struct fr_store *store, void *state, struct fr_error *err)
{
	static const char *const statements[] = { "forget_envelopes_of_diagnoses", "forget_envelopes_of_errors" };
	jv row;

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		if (fr_store_first(store, statements[i], jv_copy(*(jv *)state), &row, err) < 0)
			return -1;
		jv_free(row);
	}
	return 0;
}

/* Envelopes that are too old. Nothing that a run is for depends on it: the next one may do it. */
static void forget_old_envelopes(const struct filter *filter)
{
	char before[FR_TIME_BYTES];
	struct fr_error err = { 0 };
	jv parameters, found;

	fr_time_format(before, fr_time_now_us() - filter->options->retention_us);
	parameters = fr_json_set(jv_object(), "before", jv_string(before));
	if (fr_store_first(filter->store, "old_envelope", jv_copy(parameters), &found, &err) == 0 &&
	    jv_get_kind(found) == JV_KIND_OBJECT)
		fr_store_transaction(filter->store, forget, &parameters, &err);
	if (err.code != FR_EX_OK)
		fr_verbose(filter->options->args, "old envelopes stay for now: %s", err.message);
	jv_free(found);
	jv_free(parameters);
}

enum fr_exit fr_log_filter(const struct fr_log_options *options)
{
	struct filter filter = { .options = options };
	enum fr_exit worst;

	open_store(&filter);
	worst = fr_filter_all(options->args, transform, &filter);
	if (filter.store != NULL && filter.seen > 0)
		forget_old_envelopes(&filter);
	fr_store_free(filter.store);
	return fr_exit_worse(worst, filter.worst);
}

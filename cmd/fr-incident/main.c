/* fr-incident: tell what is new from what goes on, and say when it is over. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book.h"
#include "command.h"
#include "config.h"
#include "findings.h"
#include "json.h"
#include "list.h"
#include "share.h"

enum { OPT_LEAST = FR_OPT_OWN, OPT_FORMAT };

static const struct fr_option option_table[] = {
	{ OPT_LEAST, "least", "SEVERITY", "what is less grave is no incident: low, medium (default), high, critical" },
	{ OPT_FORMAT, "format", "FORMAT", "list: table (default on a terminal), json or prometheus" },
	{ 's', "store", "FILE|URI", "the store: a file (default fr.db in the state folder) or postgresql://…" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-incident",
	"[options] [done | list]",
	"tell what is new from what goes on, and say when it is over",
	option_table,
	"With no operand it is a filter that stands behind fr-prompt: it passes on what is to be\n"
	"diagnosed, with .incident, and nothing else; what goes on or is over is said on stderr,\n"
	"when that is a terminal or -v is given.\n"
	"\n"
	"  done  a filter that stands behind fr-log: notes what was diagnosed, and adds an\n"
	"        envelope for each incident that is over\n"
	"  list  the incidents that go on, and those of the last day\n",
};

struct gate {
	const struct fr_args *args;
	struct fr_config *config;
	struct fr_share share;
	struct fr_store *store;
	int least;
	enum list_format format;
};

/* A server that cannot be reached is an incident of its own: the finding for it, alone or none. */
static jv unreachable(jv envelope)
{
	char *stage = fr_json_text(envelope, "error.stage");
	bool is = stage != NULL && strcmp(stage, "context") == 0 &&
		  fr_json_number(envelope, "error.code", 0) == FR_EX_UNAVAILABLE;
	jv finding = fr_json_set(jv_object(), "cause", jv_string("unreachable"));

	free(stage);
	finding = fr_json_set(finding, "score", jv_number(100));
	finding = fr_json_set(finding, "summary", fr_json_get(envelope, "error.message"));
	if (is)
		return jv_array_append(jv_array(), finding);
	jv_free(finding);
	return jv_array();
}

/* Nothing was looked at: nobody recorded, or the rules have not seen it. */
static bool knows_nothing(jv envelope)
{
	return fr_json_number(envelope, "coverage.samples", 1) == 0 || !fr_json_true(envelope, "findings");
}

static char *text_or_empty(jv envelope, const char *path)
{
	char *text = fr_json_text(envelope, path);

	return text != NULL ? text : strdup("");
}

/* For people who look on, and not for the mail of a cron job. */
static void say(const struct gate *gate, const char *database, jv incident, const char *state)
{
	jv cause = jv_array_get(fr_json_get(incident, "causes"), 0);

	if (gate->args->verbose == 0 && !isatty(STDERR_FILENO)) {
		jv_free(cause);
		return;
	}
	fr_note("%s: %s %s, %.0f min", database[0] != '\0' ? database : "server",
		jv_get_kind(cause) == JV_KIND_STRING ? jv_string_value(cause) : "incident", state,
		fr_json_number(incident, "minutes", 0));
	jv_free(cause);
}

/* What becomes of the envelope. Consumes incident. */
static void pass_or_drop(const struct gate *gate, jv *envelope, const char *database, jv incident)
{
	char *state = jv_get_kind(incident) == JV_KIND_OBJECT ? fr_json_text(incident, "state") : NULL;

	if (state == NULL || strcmp(state, "claimed") == 0 || strcmp(state, "ongoing") == 0) {
		if (state != NULL)
			say(gate, database, incident, *state == 'c' ? "is being diagnosed by another run" : "goes on");
		jv_free(incident);
		jv_free(*envelope);
		*envelope = jv_null();
	} else {
		*envelope = fr_json_set(*envelope, "incident", incident);
	}
	free(state);
}

static int look(jv *envelope, void *state, struct fr_error *err)
{
	const struct gate *gate = state;
	bool failed = fr_json_true(*envelope, "error");
	jv roots = failed ? unreachable(*envelope) : fr_findings_roots(*envelope);
	int severity = fr_findings_severity(*envelope, roots);
	jv causes = severity >= gate->least ? fr_findings_causes(roots) : jv_array();
	char *server =
	    text_or_empty(*envelope, fr_json_true(*envelope, "source.server") ? "source.server" : "source.cluster");
	char *database = text_or_empty(*envelope, "source.database");
	struct sighting sighting = { .server = server,
				     .database = database,
				     .causes = causes,
				     .severity = severity,
				     .findings = roots,
				     .blind = failed || knows_nothing(*envelope),
				     .cooldown_seconds = fr_config_seconds(gate->config, "auto_diagnosis_cooldown") };
	jv incident = jv_null();
	int status = 0;

	/* what failed says nothing of the incidents that were seen before */
	if (!failed || jv_array_length(jv_copy(causes)) > 0)
		status = book_look(gate->store, &sighting, &incident, err);
	if (status == 0 && (!failed || jv_get_kind(incident) == JV_KIND_OBJECT))
		pass_or_drop(gate, envelope, database, incident);
	else
		jv_free(incident);
	jv_free(roots);
	jv_free(causes);
	free(server);
	free(database);
	return status;
}

static int note_done(jv *envelope, void *state, struct fr_error *err)
{
	const struct gate *gate = state;
	char *id = fr_json_text(*envelope, "incident.id");
	bool diagnosed = fr_json_true(*envelope, "response") && !fr_json_true(*envelope, "error");
	int status = id != NULL ? book_diagnosed(gate->store, id, diagnosed, err) : 0;

	free(id);
	return status;
}

/* An envelope that says that it is over. Borrows row. */
static jv over(jv row)
{
	jv envelope = fr_envelope_new();
	jv source = fr_json_set(jv_object(), "database", fr_json_get(row, "database"));
	jv incident = fr_json_set(jv_object(), "id", fr_json_get(row, "id"));
	char *server = fr_json_text(row, "server");

	if (server != NULL && *server != '\0')
		source = fr_json_set(source, "server", jv_string(server));
	free(server);
	incident = fr_json_set(incident, "state", jv_string("over"));
	incident = fr_json_set(incident, "since", fr_json_get(row, "started_at"));
	incident = fr_json_set(incident, "until", fr_json_get(row, "ended_at"));
	incident = fr_json_set(incident, "minutes", fr_json_get(row, "minutes"));
	incident = fr_json_set(incident, "causes", fr_json_document(row, "causes"));
	envelope = fr_json_set(envelope, "source", source);
	envelope = fr_json_set(envelope, "findings", fr_json_document(row, "findings"));
	return fr_json_set(envelope, "incident", incident);
}

static enum fr_exit give_out(struct gate *gate)
{
	jv rows = jv_array();
	struct fr_error err;
	int status = book_ended(gate->store, fr_store_collect, &rows, &err);

	jv_array_foreach (rows, i, row) {
		char *id = fr_json_text(row, "id"), *database = fr_json_text(row, "database");
		jv envelope = over(row), incident = fr_json_get(envelope, "incident");

		say(gate, database, incident, "is over");
		jv_free(incident);
		if (status == 0 && fr_put(envelope) == 0)
			status = book_given_out(gate->store, id, &err);
		free(id);
		free(database);
		jv_free(row);
	}
	jv_free(rows);
	if (status == 0)
		return FR_EX_OK;
	fr_report(&err);
	return err.code;
}

static enum fr_exit run(struct gate *gate, const struct fr_args *args, const char *operand)
{
	struct fr_error err;
	enum fr_exit worst;

	if (operand == NULL)
		return fr_filter_all(args, look, gate);
	if (strcmp(operand, "done") == 0) {
		worst = fr_filter_all(args, note_done, gate);
		return fr_exit_worse(worst, give_out(gate));
	}
	if (list_write(gate->store, gate->format, &err) < 0)
		fr_die(&err);
	return FR_EX_OK;
}

static void open_all(struct gate *gate, const char *store, bool write)
{
	struct fr_store_place place;
	struct fr_error err;

	if (fr_config_load(&gate->config, &err) < 0 ||
	    (store != NULL && fr_config_set(gate->config, "store", store, "--store", &err) < 0) ||
	    fr_share_init(&gate->share, NULL, &err) < 0 || fr_store_place(&place, gate->config, &err) < 0 ||
	    fr_store_open(&gate->store, &gate->share, &place, write ? FR_STORE_WRITE : FR_STORE_READ, 10, &err) < 0)
		fr_die(&err);
	fr_store_place_release(&place);
}

static enum list_format format_of(const char *name)
{
	static const char *const names[] = { "json", "table", "prometheus" };

	for (int i = 0; i < 3; i++)
		if (strcmp(names[i], name) == 0)
			return (enum list_format)i;
	fr_usage("--format takes table, json or prometheus, not '%s'", name);
}

/* The operand; NULL when there is none. */
static const char *parse(struct gate *gate, struct fr_args *args, const char **store)
{
	const char *format = NULL;
	char **operands;
	int count;

	for (int option; (option = fr_next_option(args)) != -1;)
		if (option == 's')
			*store = args->value;
		else if (option == OPT_FORMAT)
			format = args->value;
		else if ((gate->least = fr_severity_of(args->value)) < 0)
			fr_usage("--least takes low, medium, high or critical, not '%s'", args->value);
	operands = fr_operands(args, &count);
	if (count > 1)
		fr_usage("unexpected operand '%s'", operands[1]);
	if (count == 1 && strcmp(operands[0], "done") != 0 && strcmp(operands[0], "list") != 0)
		fr_usage("unknown command '%s'", operands[0]);
	if (format != NULL && (count == 0 || strcmp(operands[0], "list") != 0))
		fr_usage("--format is for list");
	gate->format = format != NULL ? format_of(format) : isatty(STDOUT_FILENO) ? LIST_TABLE : LIST_JSON;
	return count == 1 ? operands[0] : NULL;
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct gate gate = { .args = &args, .least = fr_severity_of("medium") };
	const char *store = NULL, *operand;
	enum fr_exit worst;

	fr_start(&args, &command, argc, argv);
	operand = parse(&gate, &args, &store);
	open_all(&gate, store, operand == NULL || strcmp(operand, "done") == 0);
	worst = run(&gate, &args, operand);
	fr_store_free(gate.store);
	fr_share_release(&gate.share);
	fr_config_free(gate.config);
	return fr_finish(worst);
}

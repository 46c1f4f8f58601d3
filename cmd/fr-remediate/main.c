/* fr-remediate: five fixes, and not one step beyond. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "config.h"
#include "json.h"
#include "records.h"
#include "run.h"
#include "share.h"

enum {
	OPT_APPLY = FR_OPT_OWN,
	OPT_FROM_FINDINGS,
	OPT_NO_ALERT,
	OPT_REASON,
	OPT_SHARE,
	OPT_TIMEOUT,
	OPT_FORMAT,
	OPT_LIMIT,
};

static const struct fr_option option_table[] = {
	{ 'd', "dsn", "DSN", "the database to act on, as libpq takes it" },
	{ OPT_APPLY, "apply", NULL, "do it; without this nothing is done" },
	{ 'y', "yes", NULL, "do not ask on the terminal" },
	{ OPT_FROM_FINDINGS, "from-findings", NULL, "act on what the rules found, not on .response.json.actions" },
	{ OPT_NO_ALERT, "no-alert", NULL, "tell nobody (otherwise nothing is done when nobody can be told)" },
	{ OPT_REASON, "reason", "TEXT", "why: of an action on the command line, or of a stop" },
	{ 's', "store", "FILE|URI", "the store: a file (default fr.db in the state folder) or postgresql://…" },
	{ OPT_SHARE, "share", "DIR", "look for the files of share/ in DIR first" },
	{ OPT_TIMEOUT, "timeout", "SECONDS", "for connecting and for each look (default 10)" },
	{ OPT_FORMAT, "format", "FORMAT", "of list and show: text (default), json" },
	{ OPT_LIMIT, "limit", "N", "of list: how many (default 20)" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-remediate",
	"[options] [VERB TARGET... | list | show ID | undo ID | stop | resume]",
	"apply one of five fixes, each checked before, told, logged, and looked after",
	option_table,
	"With no operand it is a filter that stands behind fr-llm: it takes .response.json.actions,\n"
	"and adds .remediation. Nothing is done without --apply, auto_remediation_enabled = true and\n"
	"the verb in auto_remediation_whitelist; what would be done is said.\n"
	"\n"
	"  vacuum_table SCHEMA TABLE\n"
	"  refresh_stats SCHEMA TABLE\n"
	"  reindex_concurrent SCHEMA INDEX\n"
	"  terminate_idle PID BACKEND_START QUERY_START\n"
	"  terminate_blocker PID BACKEND_START QUERY_START\n"
	"\n"
	"  list     what was proposed, and what became of it\n"
	"  show ID  before, SQL, after, and how it is undone\n"
	"  undo ID  undo it, where that can be\n"
	"  stop     from now on nothing is done, on any host that shares the store\n"
	"  resume   it may be again\n",
};

struct wanted {
	const char *store, *share, *reason;
	bool from_findings, as_json;
	long limit;
};

static void parse(struct run *run, struct wanted *wanted, struct fr_args *args)
{
	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case 'd':
			run->dsn = args->value;
			break;
		case OPT_APPLY:
			run->apply = true;
			break;
		case 'y':
			run->yes = true;
			break;
		case OPT_FROM_FINDINGS:
			wanted->from_findings = true;
			break;
		case OPT_NO_ALERT:
			run->no_alert = true;
			break;
		case OPT_REASON:
			wanted->reason = args->value;
			break;
		case 's':
			wanted->store = args->value;
			break;
		case OPT_SHARE:
			wanted->share = args->value;
			break;
		case OPT_TIMEOUT:
			run->timeout_seconds = (int)fr_number("--timeout", args->value, 1, 3600);
			break;
		case OPT_FORMAT:
			wanted->as_json = strcmp(args->value, "json") == 0;
			if (!wanted->as_json && strcmp(args->value, "text") != 0)
				fr_usage("--format takes text or json, not '%s'", args->value);
			break;
		case OPT_LIMIT:
			wanted->limit = fr_number("--limit", args->value, 1, 1000000);
			break;
		}
}

static int open_store(struct run *run, enum fr_store_access access, struct fr_error *err)
{
	struct fr_store_place place;
	int result = fr_store_place(&place, run->config, err);

	if (result == 0)
		result = fr_store_open(&run->book.store, &run->share, &place, access, 10, err);
	fr_store_place_release(&place);
	return result;
}

static void set_up(struct run *run, const struct wanted *wanted)
{
	struct fr_error err = { 0 };

	/* fr-alert keeps its alerts in the same store */
	if (wanted->store != NULL && setenv("FR_STORE", wanted->store, 1) < 0)
		abort();
	if (fr_config_load(&run->config, &err) < 0 || fr_share_init(&run->share, wanted->share, &err) < 0 ||
	    policy_load(&run->policy, &run->share, run->config, &err) < 0 ||
	    gate_check_settings(run->config, &run->policy, &err) < 0)
		fr_die(&err);
	book_begin(&run->book, run->config);
	run->actor = (struct actor){ .looker = { .policy = &run->policy, .timeout_seconds = run->timeout_seconds },
				     .book = &run->book };
}

static void read_findings_program(struct run *run)
{
	struct fr_error err = { 0 };
	char *path = fr_share_path(&run->share, "remediate/from_findings.jq");

	run->from_findings = fr_program_new();
	if (path == NULL)
		fr_error_set(&err, FR_EX_CONFIG, "there is no remediate/from_findings.jq");
	if (path == NULL || fr_program_define_file(run->from_findings, "proposals", path, &err) < 0 ||
	    fr_program_compile(run->from_findings, "proposals", jv_object(), &err) < 0)
		fr_die(&err);
	free(path);
}

/* No store, no action. A dry run can do without. */
static void need_store(struct run *run)
{
	struct fr_error err = { 0 };

	if (open_store(run, FR_STORE_WRITE, &err) == 0)
		return;
	if (run->apply)
		fr_die(&err);
	fr_report(&err);
	fr_note("what follows is not written down");
}

static long id_of(char **operands, int count)
{
	if (count != 2)
		fr_usage("%s takes an ID", operands[0]);
	return fr_number("ID", operands[1], 1, 2147483647);
}

/* One of the commands about the store; false when it is none. */
static bool run_command(struct run *run, const struct wanted *wanted, char **operands, int count, enum fr_exit *worst)
{
	const char *name = operands[0];
	bool lists = strcmp(name, "list") == 0, shows = strcmp(name, "show") == 0, undoes = strcmp(name, "undo") == 0;
	bool stops = strcmp(name, "stop") == 0, resumes = strcmp(name, "resume") == 0;
	long id = shows || undoes ? id_of(operands, count) : 0;
	struct fr_error err = { 0 };
	int opened;

	if (!lists && !shows && !undoes && !stops && !resumes)
		return false;
	if (id == 0 && count > 1)
		fr_usage("unexpected operand '%s'", operands[1]);
	opened = open_store(run, stops || resumes ? FR_STORE_WRITE : FR_STORE_READ, &err);
	if (opened < 0 && !stops && !resumes)
		fr_die(&err);
	if (lists)
		*worst = records_list(&run->book, wanted->limit, wanted->as_json);
	else if (shows)
		*worst = records_show(&run->book, id, wanted->as_json);
	else if (undoes)
		*worst = records_undo(&run->book, id);
	else if (stops)
		*worst = records_stop(&run->book, wanted->reason != NULL ? wanted->reason : "", &err);
	else
		*worst = records_resume(&run->book, &err);
	return true;
}

/* The operands as a target: so many of these members. */
static jv target_of(enum target_kind kind, char **operands)
{
	static const char *const keys[TARGET_KINDS][3] = { [TARGET_TABLE] = { "schema", "table" },
							   [TARGET_INDEX] = { "schema", "index" },
							   [TARGET_SESSION] = { NULL, "backend_start",
										"query_start" } };
	jv target = jv_object();

	if (kind == TARGET_SESSION)
		target = fr_json_set(target, "pid", jv_number((double)fr_number("PID", operands[0], 1, 2147483647)));
	for (int i = 0; i < 3; i++)
		if (keys[kind][i] != NULL)
			target = fr_json_set(target, keys[kind][i], jv_string(operands[i]));
	return target;
}

/* The operands as a proposal, of which no more is taken for granted than of a model's. */
static jv proposal_of(const struct run *run, const struct wanted *wanted, char **operands, int count)
{
	const struct verb *verb = policy_verb(&run->policy, operands[0]);
	int takes = verb != NULL && verb->kind == TARGET_SESSION ? 3 : 2;
	jv proposal = fr_json_set(jv_object(), "verb", jv_string(operands[0]));

	if (verb == NULL)
		fr_usage("there is no verb or command '%s'", operands[0]);
	else if (count != takes + 1)
		fr_usage("%s takes %d operands", operands[0], takes);
	else
		proposal = fr_json_set(proposal, "target", target_of(verb->kind, operands + 1));
	return fr_json_set(proposal, "reason", jv_string(wanted->reason != NULL ? wanted->reason : ""));
}

static enum fr_exit run_operands(struct run *run, const struct wanted *wanted, char **operands, int count)
{
	struct fr_error err = { 0 };
	enum fr_exit worst;
	jv proposal, envelope;

	if (run_command(run, wanted, operands, count, &worst))
		return worst;
	proposal = proposal_of(run, wanted, operands, count);
	need_store(run);
	if (run_proposal(run, proposal, &envelope, &err) < 0) {
		fr_report(&err);
		envelope = fr_envelope_fail(envelope, "remediate", &err);
		run->worst = fr_exit_worse(run->worst, err.code);
	}
	fr_put(envelope);
	return run->worst;
}

static enum fr_exit run_filter(struct run *run, const struct wanted *wanted, const struct fr_args *args)
{
	enum fr_exit failed;

	if (wanted->from_findings)
		read_findings_program(run);
	need_store(run);
	failed = fr_filter(args, run_envelope, run);
	return fr_exit_worse(failed, run->worst);
}

int main(int argc, char **argv)
{
	struct fr_args args;
	struct run run = { .timeout_seconds = 10 };
	struct wanted wanted = { .limit = 20 };
	enum fr_exit worst;
	char **operands;
	int count;

	fr_start(&args, &command, argc, argv);
	parse(&run, &wanted, &args);
	operands = fr_operands(&args, &count);
	set_up(&run, &wanted);
	worst = count > 0 ? run_operands(&run, &wanted, operands, count) : run_filter(&run, &wanted, &args);
	fr_database_free(run.actor.looker.db);
	free(run.server.system_identifier);
	free(run.server.database);
	fr_program_free(run.from_findings);
	book_end(&run.book);
	policy_release(&run.policy);
	fr_share_release(&run.share);
	fr_config_free(run.config);
	return fr_finish(worst);
}

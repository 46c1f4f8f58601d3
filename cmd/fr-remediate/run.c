#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "envelope.h"
#include "json.h"
#include "libpq_lazy.h"
#include "reconcile.h"
#include "tell.h"
#include "text.h"
#include "when.h"

/* The proposals of one envelope, and what came of them. */
struct proceedings {
	struct run *run;
	struct occasion occasion;
	char *database; /* of which the evidence is; NULL: it does not say */
	bool from_envelope;
	jv done; /* of .remediation.actions */
};

static void disconnect(struct run *run)
{
	fr_database_free(run->actor.looker.db);
	run->actor.looker.db = NULL;
	run->actor.is_lost = false;
	free(run->server.system_identifier);
	free(run->server.database);
	run->server = (struct server){ 0 };
}

/* With a new connection comes a look at what an earlier one left. */
static int connect(struct run *run, struct fr_error *err)
{
	struct looker *looker = &run->actor.looker;

	if (run->actor.is_lost)
		disconnect(run);
	if (looker->db != NULL)
		return 0;
	if (fr_libpq_load(err) < 0 ||
	    fr_database_connect(&looker->db, run->dsn, "fr-remediate", run->timeout_seconds, err) < 0)
		return -1;
	if (look_server(looker, &run->server, err) == 0 &&
	    (!run->apply || reconcile(&run->actor, &run->server, err) == 0))
		return 0;
	disconnect(run);
	return -1;
}

/* Is what the evidence says of sessions too old, or of a time that has not come? */
static int check_age(const struct proceedings *proceedings, struct fr_error *err)
{
	int64_t most_us = fr_config_seconds(proceedings->run->config, "remediation_evidence_max_age") * 1000000;
	int64_t now_us = fr_time_now_us(), end_us;
	struct fr_error ignored;

	if (!proceedings->from_envelope)
		return 0;
	if (proceedings->occasion.window_end == NULL ||
	    fr_when(&end_us, proceedings->occasion.window_end, now_us, &ignored) < 0)
		return fr_error_set(err, FR_EX_NOPERM, "the evidence does not say until when it goes");
	if (now_us - end_us > most_us)
		return fr_error_set(err, FR_EX_NOPERM, "the evidence is %lld s old",
				    (long long)((now_us - end_us) / 1000000));
	if (end_us - now_us > 60000000)
		return fr_error_set(err, FR_EX_NOPERM, "the evidence goes to a time that has not come");
	return 0;
}

static int check_place(const struct proceedings *proceedings, struct fr_error *err)
{
	if (proceedings->database == NULL || strcmp(proceedings->database, proceedings->run->server.database) == 0)
		return 0;
	return fr_error_set(err, FR_EX_NOPERM, "the evidence is of another database than '%s'",
			    proceedings->run->server.database);
}

static int check_alert(struct run *run, struct fr_error *err)
{
	if (run->no_alert || run->alert_checked)
		return 0;
	if (tell_check(err) < 0)
		return -1;
	run->alert_checked = true;
	return 0;
}

/* What only stands in the way of acting; looking is always allowed. */
static int check_gates(struct run *run, const struct remedy *remedy, struct fr_error *err)
{
	if (gate_check_verb(run->config, remedy->verb, fr_time_now_us(), err) < 0)
		return -1;
	return run->book.store != NULL ? gate_check_stop(&run->book, err) : 0;
}

/* On a terminal somebody has to say yes. */
static int ask(const struct run *run, const struct remedy *remedy, struct fr_error *err)
{
	FILE *terminal = run->yes || !isatty(STDERR_FILENO) ? NULL : fopen("/dev/tty", "r+e");
	char answer[16] = "";

	if (terminal == NULL)
		return 0;
	fprintf(terminal, "%s ", remedy->verb->name);
	fr_text_write(terminal, remedy->target_text, strlen(remedy->target_text), FR_MASK_ALL);
	fprintf(terminal, " of database %s: %s. Do it? [y/N] ", run->server.database, remedy->why);
	fflush(terminal);
	if (fgets(answer, sizeof(answer), terminal) == NULL)
		answer[0] = '\0';
	fclose(terminal);
	return answer[0] == 'y' || answer[0] == 'Y' ? 0 : fr_error_set(err, FR_EX_NOPERM, "whoever was asked said no");
}

/* The last digits of the row's key, as PostgreSQL's bigint. */
static void make_claim_key(const struct remedy *remedy, char claim_key[32])
{
	char digits[FR_ID_BYTES];
	size_t length = 0;

	for (const char *p = remedy->key + 19; *p != '\0'; p++)
		if (*p != '-')
			digits[length++] = *p;
	digits[length] = '\0';
	snprintf(claim_key, 32, "%lld", (long long)(strtoull(digits, NULL, 16) & INT64_MAX));
}

/* The intention in the store, a human told, done, the result in the store, a human told. */
static int carry_out(struct run *run, struct remedy *remedy, const struct occasion *occasion, struct fr_error *err)
{
	char claim_key[32];
	bool ours;

	make_claim_key(remedy, claim_key);
	if (act_claim(&run->actor, claim_key, &ours, err) < 0)
		return -1;
	if (!ours)
		return fr_error_set(err, FR_EX_TEMPFAIL, "somebody is at it");
	if (book_intend(&run->book, remedy, occasion, &run->server, claim_key, err) < 0)
		return -1;
	if (!run->no_alert && tell_before(remedy, &run->server, err) < 0)
		remedy_refuse(remedy, err);
	else
		act(&run->actor, remedy);
	if (book_settle(&run->book, remedy, err) < 0)
		return -1;
	if (!run->no_alert && strcmp(remedy->state, "refused") != 0 && tell_after(remedy, &run->server, err) < 0) {
		fr_report(err);
		remedy->code = fr_exit_worse(remedy->code, err->code);
	}
	return 0;
}

/* Is it a reason not to do this one, and not a failure of all? */
static bool is_refusal(const struct fr_error *err)
{
	return err->code == FR_EX_NOPERM || err->code == FR_EX_TEMPFAIL;
}

static int judge(struct proceedings *proceedings, struct remedy *remedy, struct fr_error *err)
{
	struct run *run = proceedings->run;

	if (remedy->verb->kind == TARGET_SESSION && check_age(proceedings, err) < 0)
		return -1;
	if (connect(run, err) < 0 || check_place(proceedings, err) < 0)
		return -1;
	if (run->apply && (check_gates(run, remedy, err) < 0 || check_alert(run, err) < 0))
		return -1;
	if (look_judge(&run->actor.looker, remedy, err) < 0)
		return -1;
	if (!run->apply) {
		if (check_gates(run, remedy, err) < 0)
			remedy_say(&remedy->not_now, err->message);
		return 0;
	}
	return ask(run, remedy, err) < 0 ? -1 : carry_out(run, remedy, &proceedings->occasion, err);
}

static void tell_user(const struct remedy *remedy)
{
	const char *what = strcmp(remedy->state, "planned") == 0 ? "would be done" : remedy->state;
	const char *why = remedy->refusal != NULL ? remedy->refusal :
			  remedy->result != NULL  ? remedy->result :
						    remedy->why;

	fr_note("%s %s: %s: %s%s%s%s", remedy->verb_text != NULL ? remedy->verb_text : "a proposal",
		remedy->target_text != NULL ? remedy->target_text : "", what, why,
		remedy->not_now != NULL ? " (not now: " : "", remedy->not_now != NULL ? remedy->not_now : "",
		remedy->not_now != NULL ? ")" : "");
}

/* What was not carried out is written down, too. A dry run goes on without a store. */
static int keep(struct proceedings *proceedings, struct remedy *remedy, struct fr_error *err)
{
	struct run *run = proceedings->run;

	if (run->book.store == NULL || remedy->id > 0)
		return 0;
	return book_keep(&run->book, remedy, &proceedings->occasion, &run->server, err);
}

/* Consumes proposal. -1 when nothing can go on: no server, no store. */
static int proceed(struct proceedings *proceedings, jv proposal, struct fr_error *err)
{
	struct remedy remedy;
	int result = 0;

	if (remedy_read(&remedy, &proceedings->run->policy, proposal, err) < 0 ||
	    judge(proceedings, &remedy, err) < 0) {
		if (is_refusal(err))
			remedy_refuse(&remedy, err);
		else
			result = -1;
	}
	if (result == 0)
		result = keep(proceedings, &remedy, err);
	if (result == 0 || remedy.id > 0) {
		tell_user(&remedy);
		proceedings->run->worst = fr_exit_worse(proceedings->run->worst, remedy.code);
		proceedings->done = jv_array_append(proceedings->done, remedy_json(&remedy));
	}
	remedy_release(&remedy);
	return result;
}

/* All of them are refused as one: what is no list, or longer than any that is meant. */
static int refuse_all(struct proceedings *proceedings, const char *why, struct fr_error *err)
{
	struct remedy remedy;
	struct fr_error ignored;
	int result;

	if (remedy_read(&remedy, &proceedings->run->policy, jv_null(), &ignored) == 0)
		abort(); /* null is no proposal */
	fr_error_set(err, FR_EX_NOPERM, "%s", why);
	remedy_refuse(&remedy, err);
	result = keep(proceedings, &remedy, err);
	tell_user(&remedy);
	proceedings->run->worst = fr_exit_worse(proceedings->run->worst, remedy.code);
	proceedings->done = jv_array_append(proceedings->done, remedy_json(&remedy));
	remedy_release(&remedy);
	return result;
}

/* Consumes proposals. */
static int proceed_all(struct proceedings *proceedings, jv proposals, struct fr_error *err)
{
	int result = 0, count = jv_get_kind(proposals) == JV_KIND_ARRAY ? jv_array_length(jv_copy(proposals)) : -1;
	char why[128];

	if (count < 0) {
		result = refuse_all(proceedings, "the actions are no list", err);
	} else if (count > proceedings->run->policy.most_actions) {
		snprintf(why, sizeof(why), "%d actions are proposed, more than %d: none is looked at", count,
			 proceedings->run->policy.most_actions);
		result = refuse_all(proceedings, why, err);
	} else {
		jv_array_foreach (proposals, i, proposal) {
			if (result == 0)
				result = proceed(proceedings, proposal, err);
			else
				jv_free(proposal);
		}
	}
	jv_free(proposals);
	return result;
}

/* The causes, for the store's line. */
static char *diagnosis_of(jv envelope)
{
	char *text = fr_json_text(envelope, "response.json.diagnosis");
	jv findings, finding;

	if (text != NULL)
		return text;
	findings = fr_json_get(envelope, "findings");
	finding = jv_get_kind(findings) == JV_KIND_ARRAY && jv_array_length(jv_copy(findings)) > 0 ?
		      jv_array_get(jv_copy(findings), 0) :
		      jv_null();
	jv_free(findings);
	text = fr_json_text(finding, "summary");
	jv_free(finding);
	return text != NULL ? text : strdup("not said");
}

static jv finish(struct proceedings *proceedings, jv envelope)
{
	jv made = fr_json_set(jv_object(), "applied", jv_bool(proceedings->run->apply));

	free(proceedings->occasion.envelope_id);
	free(proceedings->occasion.window_start);
	free(proceedings->occasion.window_end);
	free(proceedings->occasion.diagnosis);
	free(proceedings->database);
	made = fr_json_set(made, "actions", proceedings->done);
	return fr_json_set(envelope, "remediation", made);
}

int run_envelope(jv *envelope, void *state, struct fr_error *err)
{
	struct run *run = state;
	struct proceedings proceedings = { .run = run, .from_envelope = true };
	jv proposals;
	int result;

	if (run->from_findings != NULL) {
		if (fr_program_run(run->from_findings, jv_copy(*envelope), &proposals, err) < 0)
			return -1;
	} else {
		proposals = fr_json_get(*envelope, "response.json.actions");
		if (!jv_is_valid(proposals)) {
			jv_free(proposals);
			return 0;
		}
	}
	proceedings.done = jv_array();
	proceedings.database = fr_json_text(*envelope, "source.database");
	proceedings.occasion = (struct occasion){ .envelope_id = fr_json_text(*envelope, "id"),
						  .window_start = fr_json_text(*envelope, "window.start"),
						  .window_end = fr_json_text(*envelope, "window.end"),
						  .diagnosis = diagnosis_of(*envelope) };
	result = proceed_all(&proceedings, proposals, err);
	*envelope = finish(&proceedings, *envelope);
	return result;
}

int run_proposal(struct run *run, jv proposal, jv *envelope, struct fr_error *err)
{
	struct proceedings proceedings = { .run = run, .done = jv_array() };
	int result;

	proceedings.occasion.diagnosis = strdup("asked for on the command line");
	result = proceed(&proceedings, proposal, err);
	*envelope = finish(&proceedings, fr_envelope_new());
	return result;
}

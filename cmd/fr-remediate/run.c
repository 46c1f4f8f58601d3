#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "envelope.h"
#include "json.h"
#include "judge.h"

/* Is it a reason not to do this one, and not a failure of all? */
static bool is_refusal(const struct fr_error *err)
{
	return err->code == FR_EX_NOPERM || err->code == FR_EX_TEMPFAIL;
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

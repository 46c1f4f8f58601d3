#include "judge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "libpq_lazy.h"
#include "reconcile.h"
#include "tell.h"
#include "text.h"
#include "when.h"

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

int judge(struct proceedings *proceedings, struct remedy *remedy, struct fr_error *err)
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

/* Every setting: its type, what it is when nobody says, and what it is for, as 'fr config' shows it. */
#include <string.h>

#include "config_internal.h"
#include "text.h"

const struct fr_config_known fr_config_keys[] = {
	{ "ai_enabled", FR_CONFIG_BOOLEAN, "false", "may anything be sent to a model outside this machine" },
	{ "ai_provider", FR_CONFIG_TEXT, "auto", "who answers; auto: a configured provider, else the built-in rules" },
	{ "ai_model", FR_CONFIG_TEXT, "", "the provider's model; empty: its default" },
	{ "ai_ask_model", FR_CONFIG_TEXT, "", "the model of 'fr ask'; empty: the provider's small one" },
	{ "ai_daily_budget_usd", FR_CONFIG_MONEY, "10.00", "what may be spent on models a day" },
	{ "ai_max_calls_per_hour", FR_CONFIG_INTEGER, "10", "calls of one function to a model in an hour" },
	{ "ai_timeout_seconds", FR_CONFIG_INTEGER, "30", "how long one answer may take, attempts included" },
	{ "ai_sanitize_queries", FR_CONFIG_BOOLEAN, "true", "are literals taken out of query texts" },
	{ "ai_redact_usernames", FR_CONFIG_BOOLEAN, "true", "are users, applications and hosts given pseudonyms" },
	{ "alert_to", FR_CONFIG_TEXT, "",
	  "who is told: slack, pagerduty, webhook, command; with a least severity: slack:high" },
	{ "alert_command", FR_CONFIG_TEXT, "", "shell command of the channel 'command'; it gets the envelope" },
	{ "alert_max_per_hour", FR_CONFIG_INTEGER, "20", "alerts to one channel in an hour; 0: no limit" },
	{ "alert_repeat", FR_CONFIG_DURATION, "24 hours", "after which an incident that goes on is told again" },
	{ "alert_timeout_seconds", FR_CONFIG_INTEGER, "10", "how long one delivery may take" },
	{ "slack_webhook_url_file", FR_CONFIG_TEXT, "", "file with the address of Slack's incoming webhook" },
	{ "pagerduty_routing_key_file", FR_CONFIG_TEXT, "", "file with the routing key of PagerDuty's Events API v2" },
	{ "pagerduty_url", FR_CONFIG_TEXT, "https://events.pagerduty.com/v2/enqueue", "where PagerDuty is" },
	{ "webhook_url", FR_CONFIG_TEXT, "", "where the webhook is" },
	{ "webhook_secret_file", FR_CONFIG_TEXT, "", "file with the secret that webhooks are signed with" },
	{ "api_key_file", FR_CONFIG_TEXT, "", "file with the provider's key, readable by its owner only" },
	{ "api_key_command", FR_CONFIG_TEXT, "", "shell command that prints the provider's key" },
	{ "chat_history", FR_CONFIG_BOOLEAN, "true", "are the questions of 'fr chat' kept, to be asked again" },
	{ "auto_diagnosis_enabled", FR_CONFIG_BOOLEAN, "false", "may diagnoses be made without being asked for" },
	{ "auto_diagnosis_lookback", FR_CONFIG_DURATION, "15 minutes", "how far back an automatic diagnosis looks" },
	{ "auto_diagnosis_cooldown", FR_CONFIG_DURATION, "1 hour",
	  "after which an incident that goes on is diagnosed again" },
	{ "auto_diagnosis_alert", FR_CONFIG_BOOLEAN, "false", "is a human told of automatic diagnoses" },
	{ "auto_remediation_enabled", FR_CONFIG_BOOLEAN, "false", "may fixes be applied" },
	{ "auto_remediation_whitelist", FR_CONFIG_TEXT, "vacuum_table,terminate_idle",
	  "the fixes that may be applied" },
	{ "remediation_max_per_hour", FR_CONFIG_INTEGER, "1", "fixes of one kind in an hour, over all hosts" },
	{ "remediation_max_per_day", FR_CONFIG_INTEGER, "5", "fixes of all kinds in 24 hours, over all hosts" },
	{ "remediation_cooldown", FR_CONFIG_DURATION, "6 hours", "after which the same object may be fixed again" },
	{ "remediation_evidence_max_age", FR_CONFIG_DURATION, "15 minutes",
	  "how long after its window evidence of sessions is acted on" },
	{ "remediation_window", FR_CONFIG_TEXT, "",
	  "when fixes may be applied: sat,sun 00:00-24:00; mon-fri 22:00-06:00; empty: always" },
	{ "remediation_protected_users", FR_CONFIG_TEXT, "", "whose sessions are never ended; * is any text" },
	{ "remediation_protected_applications", FR_CONFIG_TEXT, "", "whose sessions are never ended, either" },
	{ "envelope_retention", FR_CONFIG_DURATION, "90 days",
	  "how long envelopes are kept for fr-log replay; 0s: not at all" },
	{ "store", FR_CONFIG_TEXT, "",
	  "where diagnoses are kept: a file, postgresql://…; empty: fr.db in the state folder" },
	{ "store_schema", FR_CONFIG_TEXT, "flight_recorder", "the schema of a store in PostgreSQL" },
};

const int fr_config_key_count = sizeof(fr_config_keys) / sizeof(fr_config_keys[0]);

int fr_config_index(const char *name)
{
	for (int i = 0; i < fr_config_key_count; i++)
		if (strcmp(fr_config_keys[i].name, name) == 0)
			return i;
	return -1;
}

const char *fr_config_nearest(const char *name)
{
	const char *nearest = fr_config_keys[0].name;
	int least = fr_text_distance(name, nearest);

	for (int i = 1; i < fr_config_key_count; i++) {
		int distance = fr_text_distance(name, fr_config_keys[i].name);

		if (distance < least) {
			least = distance;
			nearest = fr_config_keys[i].name;
		}
	}
	return nearest;
}

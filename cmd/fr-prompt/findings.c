#include "findings.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "words.h"

#define THIN_SCORE 10 /* of "none" when rules failed */

static jv rows_of(jv envelope, const char *section)
{
	jv rows = fr_json_get(envelope, section);

	if (jv_get_kind(rows) == JV_KIND_ARRAY)
		return rows;
	jv_free(rows);
	return jv_array();
}

/* "1024 MB" of {value: "1024", unit: "MB"}. Consumes the row. */
static jv setting_text(jv row)
{
	jv text = jv_string("");
	static const char *const parts[] = { "value", "unit" };

	for (size_t i = 0; i < 2; i++) {
		jv part = fr_json_get(row, parts[i]);

		if (jv_get_kind(part) == JV_KIND_NUMBER)
			part = jv_dump_string(part, 0);
		if (jv_get_kind(part) == JV_KIND_STRING && jv_string_length_bytes(jv_copy(part)) > 0)
			text = jv_string_concat(i > 0 ? jv_string_concat(text, jv_string(" ")) : text, part);
		else
			jv_free(part);
	}
	jv_free(row);
	return text;
}

jv findings_facts(jv envelope)
{
	jv facts = jv_object();
	jv metrics = rows_of(envelope, "context.system_metrics.rows");
	jv settings = rows_of(envelope, "context.settings.rows");
	jv row = jv_array_get(metrics, 0);

	jv_array_foreach (settings, i, setting) {
		char *name = fr_json_text(setting, "parameter_name");

		if (name != NULL)
			facts = fr_json_set(facts, name, setting_text(setting));
		else
			jv_free(setting);
		free(name);
	}
	jv_free(settings);
	if (jv_get_kind(row) == JV_KIND_OBJECT)
		return jv_object_merge(facts, row);
	jv_free(row);
	return facts;
}

/* The summary's parts as one text. When its first part is not among them, the rest makes no sentence: the cause has to
 * do. */
static jv summary_of(jv parts, const char *cause)
{
	jv text = jv_string("");

	jv_array_foreach (parts, i, part) {
		text = jv_string_concat(text, part);
	}
	jv_free(parts);
	if (*jv_string_value(text) != '\0' && strchr(" ,.;:", *jv_string_value(text)) == NULL)
		return text;
	jv_free(text);
	return jv_string_fmt("This looks like %s.", cause);
}

/* The finding as an envelope has it, with effect_of kept for now; jv_invalid() when it is none. Consumes found. */
static jv worded(jv found, const char *cause, jv facts)
{
	jv values = fr_json_get(found, "values");
	double score = round(fr_json_number(found, "score", NAN));
	jv causes = fr_json_get(found, "effect_of");
	jv finding = jv_invalid();

	if (jv_get_kind(values) != JV_KIND_OBJECT) {
		jv_free(values);
		values = jv_object();
	}
	if (jv_get_kind(found) == JV_KIND_OBJECT && isfinite(score)) {
		finding = fr_json_set(jv_object(), "cause", jv_string(cause));
		finding = fr_json_set(finding, "score", jv_number(fmax(0, fmin(100, score))));
		finding = fr_json_set(finding, "summary",
				      summary_of(words_lines(fr_json_get(found, "summary"), values, facts), cause));
		finding = fr_json_set(finding, "evidence", words_lines(fr_json_get(found, "evidence"), values, facts));
		finding = fr_json_set(finding, "against", words_lines(fr_json_get(found, "against"), values, facts));
		finding = fr_json_set(finding, "fix", words_lines(fr_json_get(found, "fix"), values, facts));
		finding = fr_json_set(finding, "confirm", words_lines(fr_json_get(found, "confirm"), values, facts));
		finding = fr_json_set(finding, "effect_of", jv_is_valid(causes) ? jv_copy(causes) : jv_null());
	}
	jv_free(causes);
	jv_free(values);
	jv_free(found);
	return finding;
}

/* All findings of one rule, appended to findings; or the reason why there are none, in *failed. Consumes made and
 * findings. */
static jv add_made(jv findings, jv made, jv facts, jv *failed)
{
	char *cause = fr_json_text(made, "cause");
	jv why = fr_json_get(made, "failed");
	jv found = rows_of(made, "found");

	jv_array_foreach (found, i, one) {
		jv finding = worded(one, cause, facts);

		if (jv_is_valid(finding)) {
			findings = jv_array_append(findings, finding);
		} else {
			jv_free(why);
			jv_free(finding);
			why = jv_string("it gave something that is no finding");
		}
	}
	if (jv_is_valid(why))
		*failed = fr_json_set(*failed, cause, jv_copy(why));
	jv_free(why);
	jv_free(found);
	jv_free(made);
	free(cause);
	return findings;
}

/* The best score among findings whose cause is in causes, and that cause in *root; -1 when there is none. */
static double best_root(jv findings, jv causes, jv *root)
{
	double best = -1;

	*root = jv_invalid();
	if (jv_get_kind(causes) != JV_KIND_ARRAY)
		return best;
	jv_array_foreach (findings, i, one) {
		jv cause = fr_json_get(one, "cause");
		double score = fr_json_number(one, "score", 0);

		jv_array_foreach (causes, j, wanted) {
			if (jv_equal(wanted, jv_copy(cause)) && score > best) {
				best = score;
				jv_free(*root);
				*root = jv_copy(cause);
			}
		}
		jv_free(cause);
		jv_free(one);
	}
	return best;
}

/* Each finding without effect_of, and below what explains it; those that score too little are dropped. Consumes
 * findings. */
static jv explain(jv findings, double least)
{
	jv kept = jv_array();

	jv_array_foreach (findings, i, one) {
		jv causes = fr_json_get(one, "effect_of");
		jv root;
		double best = best_root(findings, causes, &root);

		jv_free(causes);
		one = jv_object_delete(one, jv_string("effect_of"));
		if (best >= least) {
			one = fr_json_set(one, "score", jv_number(fmin(fr_json_number(one, "score", 0), best - 1)));
			one = fr_json_set(one, "explained_by", jv_copy(root));
		}
		jv_free(root);
		if (fr_json_number(one, "score", 0) >= least)
			kept = jv_array_append(kept, one);
		else
			jv_free(one);
	}
	jv_free(findings);
	return kept;
}

/* "none" cannot say that nothing is wrong when rules did not run. Consumes finding. */
static jv doubt(jv finding, jv failed)
{
	jv summary = fr_json_get(finding, "summary");

	jv_object_foreach (failed, cause, why) {
		summary = jv_string_concat(summary, jv_string_fmt(" The rule %s failed.", jv_string_value(cause)));
		finding = fr_json_set(finding, "score", jv_number(THIN_SCORE));
		jv_free(cause);
		jv_free(why);
	}
	return jv_object_delete(fr_json_set(finding, "summary", summary), jv_string("effect_of"));
}

/* What is said when even the rule "none" has nothing to say. */
static jv unsaid(void)
{
	jv finding = fr_json_set(jv_object(), "cause", jv_string("none"));

	finding = fr_json_set(finding, "score", jv_number(0));
	finding = fr_json_set(finding, "summary", jv_string("No rule found a cause."));
	finding = fr_json_set(finding, "evidence", jv_array());
	finding = fr_json_set(finding, "against", jv_array());
	finding = fr_json_set(finding, "fix", jv_array());
	return fr_json_set(finding, "confirm", jv_array());
}

static jv by_score(jv findings)
{
	jv scores = jv_array();

	jv_array_foreach (findings, i, one) {
		scores = jv_array_append(scores, jv_number(-fr_json_number(one, "score", 0)));
		jv_free(one);
	}
	return jv_sort(findings, scores);
}

jv findings_rank(jv made, jv facts, double least, jv *failed)
{
	jv findings = jv_array(), none = jv_array();

	*failed = jv_object();
	jv_array_foreach (made, i, one) {
		jv cause = fr_json_get(one, "cause");

		if (jv_get_kind(cause) == JV_KIND_STRING && strcmp(jv_string_value(cause), "none") == 0)
			none = add_made(none, one, facts, failed);
		else
			findings = add_made(findings, one, facts, failed);
		jv_free(cause);
	}
	jv_free(made);
	if (jv_array_length(jv_copy(none)) == 0)
		none = jv_array_append(none, unsaid());
	findings = explain(findings, least);
	if (jv_array_length(jv_copy(findings)) == 0)
		findings = jv_array_append(findings, doubt(jv_array_get(jv_copy(none), 0), *failed));
	jv_free(none);
	return by_score(findings);
}

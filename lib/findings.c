#include "findings.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"

#define ROOTS_MOST 3
#define SCORE_HIGH 80 /* findings of this score and more are grave whatever the anomalies say */

static const char *const severities[] = { "low", "medium", "high", "critical" };

int fr_severity_of(const char *name)
{
	for (int i = 0; name != NULL && i < 4; i++)
		if (strcmp(severities[i], name) == 0)
			return i;
	return -1;
}

const char *fr_severity_name(int severity)
{
	return severities[severity];
}

jv fr_findings_roots(jv envelope)
{
	jv findings = fr_json_get(envelope, "findings");
	jv roots = jv_array();

	if (jv_get_kind(findings) == JV_KIND_ARRAY) {
		jv_array_foreach (findings, i, finding) {
			char *cause = fr_json_text(finding, "cause");

			if (cause != NULL && strcmp(cause, "none") != 0 && !fr_json_true(finding, "explained_by") &&
			    jv_array_length(jv_copy(roots)) < ROOTS_MOST)
				roots = jv_array_append(roots, jv_copy(finding));
			free(cause);
			jv_free(finding);
		}
	}
	jv_free(findings);
	return roots;
}

jv fr_findings_causes(jv roots)
{
	jv causes = jv_array();

	jv_array_foreach (roots, i, finding) {
		causes = jv_array_append(causes, fr_json_get(finding, "cause"));
		jv_free(finding);
	}
	return causes;
}

int fr_findings_severity(jv envelope, jv roots)
{
	jv rows = fr_json_get(envelope, "context.anomalies.rows");
	int gravest = fr_json_true(envelope, "error") ? 2 : 1;

	if (jv_get_kind(rows) == JV_KIND_ARRAY) {
		jv_array_foreach (rows, i, row) {
			char *name = fr_json_text(row, "severity");
			int severity = fr_severity_of(name);

			gravest = severity > gravest ? severity : gravest;
			free(name);
			jv_free(row);
		}
	}
	jv_array_foreach (roots, i, finding) {
		if (fr_json_number(finding, "score", 0) >= SCORE_HIGH && gravest < 2)
			gravest = 2;
		jv_free(finding);
	}
	jv_free(rows);
	return gravest;
}

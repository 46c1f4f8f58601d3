/*
 * findings.h: what an envelope's findings amount to, for those who decide what becomes of it.
 *
 *	jv roots = fr_findings_roots(envelope);
 *
 *	if (jv_array_length(jv_copy(roots)) > 0 && fr_findings_severity(envelope, roots) >= fr_severity_of("medium"))
 *		…
 *	jv_free(roots);
 *
 * An envelope is input from outside: anything in it may be missing or of another kind.
 */
#ifndef FR_FINDINGS_H
#define FR_FINDINGS_H

#include <jv.h>

/* 0 to 3 for low, medium, high, critical, the recorder's own words; -1 for other names and NULL. */
int fr_severity_of(const char *name);
const char *fr_severity_name(int severity);

/* The first three findings that nothing explains, "none" left out. Borrows the envelope; the caller frees the array. */
jv fr_findings_roots(jv envelope);

/* The causes of such findings, strings. Borrows roots. */
jv fr_findings_causes(jv roots);

/* How grave: the gravest anomaly; a finding of score 80 and an error are high at least, everything medium. Borrows. */
int fr_findings_severity(jv envelope, jv roots);

#endif

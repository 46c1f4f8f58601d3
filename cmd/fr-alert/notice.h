/*
 * notice.h: what an envelope has to tell a human.
 *
 * A notice is a flat object:
 *
 *	incident	what makes two notices the same: .incident.id, else cluster, database and causes; at most 255
 *bytes action		trigger, or resolve when .incident.state is "over" severity	low, medium, high or critical:
 *the gravest anomaly, or what the findings' scores amount to
 *	title, text	one line, and Markdown: the answer, else the findings, else the error
 *	database, cluster, start, end, causes, envelope_id, log_id	as far as they are known
 *
 * Text in it comes from a model and from a database: nothing in it is safe to show as it is.
 */
#ifndef FR_ALERT_NOTICE_H
#define FR_ALERT_NOTICE_H

#include <jv.h>

/*
 * The notice of an envelope; jv_invalid() without a message when there is nothing to tell: no answer, no finding but
 * "none", no error. An envelope's own .notice comes first: {incident, severity, title, text} from a tool that did
 * something. Borrows the envelope; the caller frees the notice.
 */
jv notice_of(jv envelope);

/* One that says that alerts arrive. */
jv notice_test(void);

#endif

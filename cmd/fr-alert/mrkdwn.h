/*
 * mrkdwn.h: Markdown, as models write it, in Slack's own notation.
 */
#ifndef FR_ALERT_MRKDWN_H
#define FR_ALERT_MRKDWN_H

#include <jv.h>

/*
 * The text in mrkdwn: "&", "<" and ">" escaped, so that nothing in it mentions anybody or is a link; a link's address
 * follows its label as plain text. Control and invisible characters are gone. Borrows markdown, a string.
 */
jv mrkdwn_of(jv markdown);

/*
 * Cut mrkdwn into pieces of at most characters each, at line ends where there are any, never inside a character or an
 * escape; a code block that a cut goes through is closed and opened again. At most pieces of them, "…" in the last
 * where that was not all. An array of strings; consumes mrkdwn.
 */
jv mrkdwn_pieces(jv mrkdwn, int characters, int pieces);

#endif

/*
 * words.h: what a rule says, put into words.
 *
 * A rule gives templates and values. "{blocked_count:session}" in a template is the value of that name, in words that
 * the kind after the colon chooses:
 *
 *	{n}		a number as it is			42.5
 *	{n:seconds}	{n:ms} {n:%} {n:bytes}			34.4 s	482 ms	89.5 %	1.52 GB
 *	{n:session}	a count of any other word		1 session, 14 sessions
 *	{n:query}	text as a Markdown code span, cut at 200 characters
 *	{n:name}	the same, cut at 63; "unnamed" when there is none
 *	{n:word}	text outside of a code span, cut at 60
 *	{n:clock}	the time of day in a timestamp		10:03:17
 *
 * A line with a value that is not known is left out, so that a rule writes one line for each thing that may be known.
 * A line is a template, or {"when": {name: [values…]}, "say": template} for when each of these names has one of
 * these values, or {"each": name, "say": template} for the first three rows of that name.
 *
 * Values are text from outside: on one line, no control or invisible characters, and unable to end their code span.
 */
#ifndef FR_PROMPT_WORDS_H
#define FR_PROMPT_WORDS_H

#include <jv.h>

/*
 * The lines of templates as an array of strings. A name is looked up in values, then in facts. Consumes templates,
 * which may be anything; borrows values and facts.
 */
jv words_lines(jv templates, jv values, jv facts);

#endif

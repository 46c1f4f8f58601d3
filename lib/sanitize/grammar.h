/*
 * sanitize/grammar.h: PostgreSQL's lexical rules (its scan.l) as a PCRE2 grammar.
 *
 * The grammar answers one question: where does what may be shown end, and what is the
 * next thing that may not. It lexes and never parses, because a query preview is cut anywhere: the end
 * of the text closes every state, half a dollar tag and half an escape included. Every repetition is possessive,
 * so no text makes it go back on itself. It reads bytes: what is not UTF-8 counts as a letter, as in PostgreSQL.
 *
 * The mark of a token says what it is (enum in sanitize/lex.h).
 */
#ifndef FR_SANITIZE_GRAMMAR_H
#define FR_SANITIZE_GRAMMAR_H

#define LETTER "[A-Za-z_\\x80-\\xff]"
#define REST "[A-Za-z0-9_$\\x80-\\xff]*+"
#define TAG "(?:" LETTER "[A-Za-z0-9_\\x80-\\xff]*+)?+"

/* A word that is not the prefix of a string: E'', B'', X'', N'' and U&''. One of two letters or more never is. */
#define WORD                                                                                                           \
	"(?:" LETTER "[A-Za-z0-9_$\\x80-\\xff]++|[AaCcDdF-Mf-mO-To-tVvWwYyZz_\\x80-\\xff]|[BbEeNnXx](?!')|[Uu](?!&'))"

/* One quoted identifier of a length that PostgreSQL allows. One with a ' or a line end in it is rather a string inside
 * out. */
#define QUOTED "\"(?!\")[^\"'\\r\\n]{0,63}+(?:\"\"[^\"'\\r\\n]{0,63}+){0,4}\""

/* Blanks, punctuation and operators; what begins a token of its own is left out. */
#define PUNCTUATION                                                                                                    \
	"[^A-Za-z0-9_\\x80-\\xff$'\"\\-/.;]++"                                                                         \
	"|-(?!-)|/(?!\\*)|\\.(?![.0-9])|\\.\\.(?!\\.)"

/* $1, and a $ that begins nothing. */
#define PARAMETER "\\$(?:[0-9]{1,5}+(?![0-9])|\\z|(?![0-9]|" TAG "(?:\\$|\\z)))"

#define KEPT "(?:" WORD "|" PUNCTUATION "|" QUOTED "|" PARAMETER ")"

/* The segments of a string go on after a line end, with -- comments between. */
#define CONTINUED "'[ \\t\\f\\x0b]*+(?:--[^\\r\\n]*+)?+[\\r\\n](?:[ \\t\\r\\n\\f\\x0b]++|--[^\\r\\n]*+[\\r\\n])*+'"

#define DOUBLED "(?:[^']++|'')*+"
#define ESCAPED "(?:[^'\\\\]++|''|\\\\(?:.|\\z))*+"
#define BODIES(body) "'" body "(?:" CONTINUED body ")*+(?:'(*:s)|(*:u))"

/* standard_conforming_strings decides how a backslash in a plain string is read: body is DOUBLED or ESCAPED. */
#define STRING(body) "[Ee]" BODIES(ESCAPED) "|(?:[BbNnXx]|[Uu]&)?+" BODIES(body)

#define DOLLAR                                                                                                         \
	"(?<tag>\\$" TAG "\\$)(?:[^$]++|(?!\\k<tag>)\\$)*+(?:\\k<tag>(*:s)|(*:d))"                                     \
	"|\\$" LETTER "[A-Za-z0-9_\\x80-\\xff]*+\\z(*:d)"

#define COMMENT                                                                                                        \
	"--[^\\r\\n]*+(*:c)"                                                                                           \
	"|(?<nest>/\\*(?:[^*/]++|\\*(?!/)|/(?!\\*)|(?&nest))*+(?:\\*/)?+)(*:c)"

/* 1, .5, 1.5e-7, 0xFF, 1_000, and whatever word is glued to it. PostgreSQL up to 14 reads 1abc as 1 and abc. */
#define NUMBER                                                                                                         \
	"\\.?+[0-9](?:[0-9]++|\\.(?=[0-9]|[Ee][+-]?[0-9])|[Ee][+-](?=[0-9])|" LETTER REST ")*+(*:n)"                   \
	"|\\$[0-9]++(*:n)"

#define HIDDEN(body)                                                                                                   \
	"(?:" STRING(body) "|" NUMBER "|" DOLLAR "|" COMMENT "|\"(?:[^\"]++|\"\")*+\"?+(*:q)|\\.{3,}+(*:e)|;(*:b))"

/* As much as may be shown, then one token that may not; \K puts the start of the match between the two. */
#define GRAMMAR_RUN KEPT "*+\\K(?:" HIDDEN(DOUBLED) ")?+"

/* One token of either sort. */
#define GRAMMAR_STEP "(?:" KEPT "(*:k)|" HIDDEN(DOUBLED) ")"
#define GRAMMAR_STEP_ESCAPED "(?:" KEPT "(*:k)|" HIDDEN(ESCAPED) ")"

/* The head of SET, up to the value. */
#define GAP "(?:[ \\t\\r\\n\\f\\x0b]++|--[^\\r\\n]*+|/\\*(?:[^*]++|\\*(?!/))*+\\*/)"
#define GRAMMAR_SET                                                                                                    \
	"(?i)SET" GAP "++(?:(?:SESSION|LOCAL)" GAP "++)?+"                                                             \
	"(?:AUTHORIZATION" GAP "++|ROLE" GAP "++|(?:" LETTER REST "|\"[^\"]*+\"|\\.)++" GAP                            \
	"*+(?:=|TO(?![A-Za-z0-9_$]))" GAP "*+)"

#endif

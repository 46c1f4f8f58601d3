/*
 * markdown.h: Markdown as a terminal shows it.
 *
 * CommonMark with tables and strikethrough, as md4c parses it, without HTML: tags are shown as they stand. The text may
 * be hostile: what a terminal would obey comes out as \xNN (text.h), and where a link leads is shown beside its words.
 */
#ifndef FR_MARKDOWN_H
#define FR_MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct fr_markdown_look {
	int width;  /* columns to fill; 0: paragraphs are one line each */
	bool color; /* escape sequences for styles; without, the marks of Markdown stay: ## ** ` */
};

void fr_markdown_write(FILE *out, const struct fr_markdown_look *look, const char *text, size_t length);

#endif

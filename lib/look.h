/*
 * look.h: how text is shown on a stream: as wide as its terminal, and in colours where it has them.
 */
#ifndef FR_LOOK_H
#define FR_LOOK_H

#include <stdio.h>

#include "markdown.h"

enum fr_color { FR_COLOR_AUTO, FR_COLOR_ALWAYS, FR_COLOR_NEVER };

/* 0 and *color for "auto", "always", "never"; -1 for others. */
int fr_color_named(const char *name, enum fr_color *color);

/* The columns of the terminal that out is; 0 when it is none. */
int fr_look_columns(FILE *out);

/* The look that suits out. */
struct fr_markdown_look fr_look_of(FILE *out, enum fr_color color);

#endif

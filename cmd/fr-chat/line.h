/*
 * line.h: a line that somebody types at a terminal, with libedit's editing and history.
 *
 * Ctrl-C gives the line up; it is no signal for anybody else while a line is read. What is pasted with line ends in it
 * is one line: each end becomes a space.
 */
#ifndef FR_CHAT_LINE_H
#define FR_CHAT_LINE_H

#include <histedit.h>

struct line;

enum line_got { LINE_TEXT, LINE_GIVEN_UP, LINE_END };

/* The history is borrowed. NULL: the terminal cannot be used. */
struct line *line_open(const char *prompt, History *history);
void line_close(struct line *line);

/* The next line, without its end, in *text with LINE_TEXT: the caller's to free. LINE_END: Ctrl-D, or no terminal any
 * more. */
enum line_got line_read(struct line *line, char **text);

#endif

/*
 * line.h: a line that somebody types at a terminal, with libedit's editing and history.
 *
 * Ctrl-C gives the line up; it is no signal for anybody else while a line is read. A signal that ends the process does
 * so once the terminal is as it was. What is pasted is one line: each line end in it becomes a space, and what is no
 * character, or steers terminals, is left out.
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

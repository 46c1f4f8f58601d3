#include "show.h"

#include <stdio.h>
#include <unistd.h>

#include "http.h"
#include "text.h"

void show_init(struct show *show)
{
	*show = (struct show){ .terminal = isatty(STDERR_FILENO) };
}

void show_wait(struct show *show, const char *who)
{
	static const char *const steps[] = { "|", "/", "-", "\\" };
	int64_t now = fr_http_now_ms();

	if (!show->terminal || show->wrote || now - show->turned < SHOW_TURN_MS)
		return;
	show->turned = now;
	show->spinning = true;
	fprintf(stderr, "\r%s %s", steps[show->step++ % 4], who);
	fflush(stderr);
}

static void take_spinner_away(struct show *show)
{
	if (show->spinning)
		fputs("\r\033[K", stderr);
	show->spinning = false;
}

void show_text(struct show *show, const char *text, size_t length)
{
	if (!show->terminal || length == 0)
		return;
	take_spinner_away(show);
	fr_text_write(stderr, text, length, FR_MASK_KEEP_LINES);
	fflush(stderr);
	show->wrote = true;
}

void show_end(struct show *show)
{
	take_spinner_away(show);
	if (show->wrote)
		putc('\n', stderr);
	fflush(stderr);
	show->wrote = false;
}

#include "line.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "bytes.h"
#include "text.h"

#define PASTE_BEGINS "\033[200~" /* xterm's bracketed paste */
#define PASTE_ENDS "\033[201~"
#define NARROW 10 /* columns: libedit lays out no line in fewer than its prompt takes */

struct line {
	EditLine *edit;
	const char *prompt;
	FILE *out;
	bool brackets; /* the terminal is told to put pastes into them */
	mbstate_t partial;
	struct winsize size; /* that libedit knows */
};

/* Signals come in only while a key is waited for, so each is seen, and none in the middle of anything. */
static volatile sig_atomic_t interrupted, resized, resumed, ended_by;

static void on_signal(int number)
{
	if (number == SIGINT)
		interrupted = 1;
	else if (number == SIGWINCH)
		resized = 1;
	else if (number == SIGCONT)
		resumed = 1;
	else
		ended_by = number;
}

/* Those that end a process are held for as long as the terminal is not as others want to find it. */
static const int signals[] = { SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGQUIT };

static struct line *line_of(EditLine *edit)
{
	struct line *line = NULL;

	el_get(edit, EL_CLIENTDATA, (void **)&line);
	return line;
}

static char *prompt_of(EditLine *edit)
{
	return (char *)(uintptr_t)line_of(edit)->prompt;
}

/* Tell libedit of another size of the terminal, but of none that it cannot work with. */
static void resize(struct line *line)
{
	struct winsize size;

	if (ioctl(STDIN_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < NARROW ||
	    (size.ws_col == line->size.ws_col && size.ws_row == line->size.ws_row))
		return;
	line->size = size;
	el_resize(line->edit);
}

/* What came while a key was waited for. False: the line is given up. */
static bool after_signal(EditLine *edit)
{
	if (interrupted || ended_by)
		return false;
	if (resized)
		resize(line_of(edit));
	if (resumed) {                         /* the shell has made the terminal its own in between */
		el_set(edit, EL_PREP_TERM, 0); /* libedit believes that it still is as it left it */
		el_set(edit, EL_PREP_TERM, 1);
		el_set(edit, EL_REFRESH);
	}
	resized = resumed = 0;
	return true;
}

/* 1 and a byte; 0: there are none any more; -1: the line is given up. */
static int next_byte(EditLine *edit, char *byte)
{
	struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };
	sigset_t held, open;
	ssize_t got;

	sigprocmask(SIG_SETMASK, NULL, &held);
	open = held;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigdelset(&open, signals[i]);
	for (;;) {
		int ready = ppoll(&keys, 1, NULL, &open);

		if (ready < 0 && errno != EINTR)
			return 0;
		sigprocmask(SIG_SETMASK, &open, NULL); /* keys that wait would hide a signal from ppoll */
		sigprocmask(SIG_SETMASK, &held, NULL);
		if (!after_signal(edit))
			return -1;
		if (ready < 0)
			continue;
		got = read(STDIN_FILENO, byte, 1);
		if (got >= 0 || errno != EINTR)
			return got < 0 ? 0 : (int)got;
	}
}

/* Is byte the end of a character? One that breaks another may begin its own. */
static bool ends_character(mbstate_t *partial, char byte, wchar_t *key)
{
	bool amid = !mbsinit(partial);
	size_t got = mbrtowc(key, &byte, 1, partial);

	if (got != (size_t)-1)
		return got != (size_t)-2;
	*partial = (mbstate_t){ 0 };
	return amid && ends_character(partial, byte, key);
}

/* A key, for libedit: bytes that make no character of the locale are passed over. */
static int next_key(EditLine *edit, wchar_t *key)
{
	struct line *line = line_of(edit);
	char byte;
	int got;

	while ((got = next_byte(edit, &byte)) == 1)
		if (ends_character(&line->partial, byte, key))
			return 1;
	return got;
}

/* libedit takes no text at all where one byte of it makes no character; and what steers a terminal asks nothing. */
static void insert(EditLine *edit, const struct fr_bytes *pasted)
{
	struct fr_bytes text = { 0 };
	unsigned codepoint;

	for (size_t at = 0; at < pasted->length;) {
		size_t bytes = fr_text_utf8(pasted->data + at, pasted->length - at, &codepoint);

		if (bytes > 0 && !fr_text_obeyed(codepoint))
			fr_bytes_add(&text, pasted->data + at, bytes);
		at += bytes > 0 ? bytes : 1;
	}
	fr_bytes_add(&text, "", 1);
	el_insertstr(edit, text.data);
	fr_bytes_release(&text);
}

/* A paste, up to its end. Its line ends would each ask a question. */
static unsigned char paste(EditLine *edit, int key)
{
	static const char ending[] = PASTE_ENDS;
	const size_t tail = sizeof(ending) - 1;
	struct fr_bytes text = { 0 };
	char byte;

	(void)key;
	while (next_byte(edit, &byte) == 1) {
		byte = byte == '\r' || byte == '\n' || byte == '\t' ? ' ' : byte;
		fr_bytes_add(&text, &byte, 1);
		if (text.length >= tail && memcmp(text.data + text.length - tail, ending, tail) == 0) {
			text.length -= tail;
			break;
		}
	}
	insert(edit, &text);
	fr_bytes_release(&text);
	return interrupted || ended_by ? CC_EOF : CC_REFRESH;
}

struct line *line_open(const char *prompt, History *lines)
{
	struct line *line = calloc(1, sizeof(*line));
	const char *term = getenv("TERM");

	if (line == NULL)
		abort();
	if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
	line->prompt = prompt;
	line->out = isatty(STDOUT_FILENO) ? stdout : stderr;
	line->brackets = term != NULL && strcmp(term, "dumb") != 0;
	line->edit = el_init("fr-chat", stdin, line->out, stderr);
	if (line->edit == NULL) {
		free(line);
		return NULL;
	}
	ioctl(STDIN_FILENO, TIOCGWINSZ, &line->size);
	el_set(line->edit, EL_CLIENTDATA, line);
	el_set(line->edit, EL_PROMPT, prompt_of);
	el_set(line->edit, EL_EDITOR, "emacs");
	el_set(line->edit, EL_SIGNAL, 0);
	el_set(line->edit, EL_HIST, history, lines);
	el_set(line->edit, EL_GETCFN, next_key);
	el_set(line->edit, EL_ADDFN, "fr-paste", "insert what is pasted as one line", paste);
	el_set(line->edit, EL_BIND, PASTE_BEGINS, "fr-paste", NULL);
	el_source(line->edit, NULL);
	return line;
}

void line_close(struct line *line)
{
	if (line == NULL)
		return;
	el_end(line->edit);
	free(line);
}

static void set_handlers(struct sigaction before[])
{
	struct sigaction action = { .sa_handler = on_signal };
	sigset_t held;

	interrupted = resized = resumed = ended_by = 0;
	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_BLOCK, &held, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaction(signals[i], &action, &before[i]);
		if (before[i].sa_handler == SIG_IGN) /* as nohup wants it */
			sigaction(signals[i], &before[i], NULL);
	}
}

static void give_back(const struct sigaction before[])
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&held, signals[i]);
	sigprocmask(SIG_UNBLOCK, &held, NULL); /* what came in between is for our handlers, too */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &before[i], NULL);
}

static void bracket(const struct line *line, const char *sequence)
{
	if (line->brackets)
		fputs(sequence, line->out);
	fflush(line->out);
}

enum line_got line_read(struct line *line, char **text)
{
	struct sigaction before[sizeof(signals) / sizeof(signals[0])];
	const char *got;
	int length = 0;

	set_handlers(before);
	bracket(line, "\033[?2004h");
	line->partial = (mbstate_t){ 0 };
	resize(line);
	got = el_gets(line->edit, &length);
	bracket(line, "\033[?2004l");
	give_back(before);
	if (ended_by) {
		fputs("\n", line->out);
		fflush(line->out);
		raise(ended_by);
	}
	if (got == NULL || length <= 0 || interrupted) {
		el_reset(line->edit);
		fputs(interrupted ? "^C\n" : "\n", line->out);
		fflush(line->out);
		return interrupted ? LINE_GIVEN_UP : LINE_END;
	}
	*text = strndup(got, (size_t)length - (got[length - 1] == '\n'));
	if (*text == NULL)
		abort();
	return LINE_TEXT;
}

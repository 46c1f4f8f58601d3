/* fr-chat: a conversation at a terminal, each turn of it answered by a pipeline. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "book.h"
#include "config.h"
#include "history.h"
#include "line.h"
#include "pricing.h"
#include "stages.h"
#include "turn.h"

#define TURNS_TOKENS 5000 /* of earlier turns: of the 8000 that fr-prompt allows, the rest is for evidence */
#define QUESTION_BYTES (64 << 10)

enum { OPT_COLOR = FR_OPT_OWN, OPT_MAX_TOKENS, OPT_NO_HISTORY, OPT_NO_REVEAL, OPT_REVEAL };

static const struct fr_option options[] = {
	{ 'c', "continue", "ID", "go on with the conversation that this entry of the store belongs to" },
	{ 'n', "dry-run", NULL, "the stages show what would be sent: show that, and keep nothing" },
	{ 'q', "question", "TEXT", "one turn: ask this, and end" },
	{ 's', "store", "FILE|URI", "where --continue looks: a file or postgresql://… (default: as the settings say)" },
	{ OPT_COLOR, "color", "WHEN", "auto (default: on a terminal, unless NO_COLOR), always or never" },
	{ OPT_MAX_TOKENS, "max-tokens", "N", "tell the model of earlier turns in at most about N tokens (5000)" },
	{ OPT_NO_HISTORY, "no-history", NULL, "neither read the questions of earlier times nor write these down" },
	{ OPT_REVEAL, "reveal", NULL, "show names instead of pseudonyms (default on a terminal)" },
	{ OPT_NO_REVEAL, "no-reveal", NULL, "leave pseudonyms as they are" },
	{ 0 },
};

static const struct fr_command command = {
	"fr-chat",
	"[options] STAGE...",
	"ask, be answered, and ask on",
	options,
	"The stages are commands of the shell: the first gets an envelope with the question and the turns before it, the\n"
	"last gives it back answered. 'fr chat' is this with\n"
	"  fr-sanitize 'fr-prompt chat' 'fr-llm --tools fr-tool' fr-verify 'fr-log --format json'\n"
	"Ctrl-C gives up a question or an answer; Ctrl-D, or the line exit, quit or \\q, ends the conversation.\n",
};

struct asked {
	const char *id, *question, *store; /* NULL: not given */
	bool history;
};

static void read_options(struct fr_args *args, struct asked *asked, struct chat *chat)
{
	for (int option; (option = fr_next_option(args)) != -1;)
		switch (option) {
		case 'c':
			asked->id = args->value;
			break;
		case 'n':
			chat->dry_run = true;
			break;
		case 'q':
			asked->question = args->value;
			break;
		case 's':
			asked->store = args->value;
			break;
		case OPT_COLOR:
			if (fr_color_named(args->value, &chat->color) < 0)
				fr_usage("--color takes auto, always or never, not '%s'", args->value);
			break;
		case OPT_MAX_TOKENS:
			chat->conversation.tokens_most = (int)fr_number("--max-tokens", args->value, 0, 1000000);
			break;
		case OPT_NO_HISTORY:
			asked->history = false;
			break;
		case OPT_REVEAL:
		case OPT_NO_REVEAL:
			chat->reveal = option == OPT_REVEAL;
			break;
		}
	chat->stages = fr_operands(args, &chat->stage_count);
	if (chat->stage_count == 0)
		fr_usage("which stages answer? 'fr chat' names the usual ones");
	if (asked->question == NULL && !isatty(STDIN_FILENO)) {
		struct fr_error err;

		fr_error_set(&err, FR_EX_USAGE, "there is no question, and no terminal to ask for one");
		fr_error_hint(&err, "'fr chat TEXT' asks once; with --continue ID it goes on");
		fr_die(&err);
	}
}

/* Where the conversation stands, from the store. */
static void go_on(struct chat *chat, const struct asked *asked)
{
	char cost[FR_USD_BYTES];
	struct fr_error err;
	int answers;

	if (book_resume(chat->book, &chat->conversation, asked->id, &answers, &err) < 0)
		fr_die(&err);
	if (asked->question == NULL)
		fr_note("going on after %d %s, for %s USD", answers, answers == 1 ? "answer" : "answers",
			fr_usd(cost, chat->conversation.cost_microusd));
}

static bool is_end(const char *text)
{
	return strcmp(text, "exit") == 0 || strcmp(text, "quit") == 0 || strcmp(text, "\\q") == 0;
}

/* A line that begins with a space is nobody's business, as in shells; nor is one with a secret in it. */
static void ask(struct chat *chat, struct history_file *lines, const char *text)
{
	const char *question = text + strspn(text, " ");
	bool clean;

	if (*question == '\0')
		return;
	history_remember(lines, text);
	if (strlen(question) > QUESTION_BYTES) {
		fr_note("a question has at most %d bytes", QUESTION_BYTES);
		return;
	}
	turn_ask(chat, question, &clean);
	if (clean && question == text && !history_keep(lines, text))
		fr_note("the question cannot be written to '%s'", lines->path);
}

static void converse(struct chat *chat, bool history)
{
	struct history_file lines;
	struct line *line;
	char *text;
	bool open = true;

	stages_listen();
	history_open(&lines, history);
	line = line_open("fr> ", lines.lines);
	if (line == NULL)
		fr_die(&(struct fr_error){ .code = FR_EX_IOERR, .message = "the terminal cannot be used" });
	while (open) {
		stages_listen(); /* a Ctrl-C after an answer, of somebody who is impatient, is not meant for the next */
		switch (line_read(line, &text)) {
		case LINE_TEXT:
			open = !is_end(text);
			if (open)
				ask(chat, &lines, text);
			free(text);
			break;
		case LINE_GIVEN_UP:
			break;
		case LINE_END:
			open = false;
			break;
		}
	}
	line_close(line);
	history_close(&lines);
	if (chat->conversation.last[0] != '\0' && !chat->dry_run)
		fprintf(stderr, "to go on: fr chat --continue %s\n", chat->conversation.last);
}

int main(int argc, char **argv)
{
	struct asked asked = { .history = true };
	struct fr_config *config;
	struct book book;
	struct fr_args args;
	struct fr_error err;
	struct chat chat = { .args = &args, .reveal = isatty(STDOUT_FILENO) };
	enum fr_exit status = FR_EX_OK;
	bool clean;

	fr_start(&args, &command, argc, argv);
	conversation_init(&chat.conversation, TURNS_TOKENS);
	read_options(&args, &asked, &chat);
	if (fr_config_load(&config, &err) < 0 ||
	    (asked.store != NULL && fr_config_set(config, "store", asked.store, "--store", &err) < 0))
		fr_die(&err);
	if (book_init(&book, config, &err) == 0)
		chat.book = &book;
	else if (asked.id != NULL)
		fr_die(&err);
	if (asked.id != NULL)
		go_on(&chat, &asked);
	if (asked.question != NULL) {
		stages_listen();
		status = turn_ask(&chat, asked.question, &clean);
	} else {
		converse(&chat, asked.history && fr_config_boolean(config, "chat_history"));
	}
	book_release(&book);
	fr_config_free(config);
	conversation_release(&chat.conversation);
	return fr_finish(status);
}

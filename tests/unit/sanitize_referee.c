/*
 * PostgreSQL's own scanner, by libpg_query, as the referee: on every statement that it can scan, no literal that it
 *sees before is there after, but for placeholders, and every keyword and identifier still is, in its order.
 *
 *	sanitize_referee [STATEMENTS]	tests/sql/statements.sql; a blank line ends each
 *
 * Left out of the comparison are the words that SQL takes as values without quotes, which the scanner cannot know
 * (SET x = v), so that the statements that have them say so: they are compared up to there.
 */
#include <pg_query.h>
#include <pg_query/pg_query.pb-c.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "generator.h"
#include "sanitize/sql.h"

static struct fr_lexer lexer;
enum { STATEMENTS = 400 };

static int scanned, literals, words;

struct tokens {
	PgQueryScanResult raw;
	PgQuery__ScanResult *list;
};

static bool scan(const char *text, struct tokens *tokens)
{
	*tokens = (struct tokens){ .raw = pg_query_scan(text) };
	if (tokens->raw.error == NULL)
		tokens->list = pg_query__scan_result__unpack(NULL, tokens->raw.pbuf.len, (void *)tokens->raw.pbuf.data);
	return tokens->list != NULL;
}

static void forget(struct tokens *tokens)
{
	if (tokens->list != NULL)
		pg_query__scan_result__free_unpacked(tokens->list, NULL);
	pg_query_free_scan_result(tokens->raw);
}

static bool is_string(const PgQuery__ScanToken *token)
{
	return token->token == PG_QUERY__TOKEN__SCONST || token->token == PG_QUERY__TOKEN__USCONST ||
	       token->token == PG_QUERY__TOKEN__BCONST || token->token == PG_QUERY__TOKEN__XCONST;
}

static bool is_number(const PgQuery__ScanToken *token)
{
	return token->token == PG_QUERY__TOKEN__ICONST || token->token == PG_QUERY__TOKEN__FCONST;
}

static bool is_comment(const PgQuery__ScanToken *token)
{
	return token->token == PG_QUERY__TOKEN__SQL_COMMENT || token->token == PG_QUERY__TOKEN__C_COMMENT;
}

static bool is_word(const PgQuery__ScanToken *token)
{
	return token->token == PG_QUERY__TOKEN__IDENT || token->token == PG_QUERY__TOKEN__UIDENT ||
	       token->keyword_kind != PG_QUERY__KEYWORD_KIND__NO_KEYWORD;
}

static bool is(const char *text, const PgQuery__ScanToken *token, const char *wanted)
{
	size_t length = (size_t)(token->end - token->start);

	return length == strlen(wanted) && strncasecmp(text + token->start, wanted, length) == 0;
}

/*
 * Afterwards the scanner sees '<redacted>' for strings, and < N > for numbers: it may see no literal but the one, and
 * no comment.
 */
static bool clean(const char *text, const struct tokens *tokens)
{
	for (size_t i = 0; i < tokens->list->n_tokens; i++) {
		const PgQuery__ScanToken *token = tokens->list->tokens[i];

		if (is_number(token) || is_comment(token) || (is_string(token) && !is(text, token, "'<redacted>'")))
			return false;
	}
	return true;
}

/* Is the word the N of <N>, or of N'a string'? */
static bool is_n(const char *text, const PgQuery__ScanToken *token)
{
	return is(text, token, "N") && (text[token->end] == '\'' ||
					(token->start > 0 && text[token->start - 1] == '<' && text[token->end] == '>'));
}

static const PgQuery__ScanToken *next_word(const char *text, const struct tokens *tokens, size_t *at)
{
	while (*at < tokens->list->n_tokens) {
		const PgQuery__ScanToken *token = tokens->list->tokens[(*at)++];

		if (is_word(token) && !is_n(text, token))
			return token;
	}
	return NULL;
}

/* Does the rest begin with a value that has no quotes? From there on the words need not be the same. */
static bool is_value(const char *text, const struct tokens *tokens, size_t at)
{
	return at >= 2 &&
	       (is(text, tokens->list->tokens[at - 2], "=") || is(text, tokens->list->tokens[at - 2], "TO")) &&
	       (strncasecmp(text, "SET", 3) == 0 || strncasecmp(text, "ALTER ROLE", 10) == 0);
}

static bool keeps_words(const char *before, const struct tokens *had, const char *after, const struct tokens *has)
{
	size_t at = 0, found = 0;
	const PgQuery__ScanToken *word, *kept;

	while ((word = next_word(before, had, &at)) != NULL) {
		size_t length = (size_t)(word->end - word->start);

		if (is_value(before, had, at))
			return true;
		words++;
		kept = next_word(after, has, &found);
		if (kept == NULL || (size_t)(kept->end - kept->start) != length ||
		    memcmp(before + word->start, after + kept->start, length) != 0)
			return false;
	}
	return next_word(after, has, &found) == NULL;
}

/* The text of a string's inside, or a number, that is long enough not to stand in the rest by chance. */
static bool still_there(const char *before, const struct tokens *had, const char *after)
{
	for (size_t i = 0; i < had->list->n_tokens; i++) {
		const PgQuery__ScanToken *token = had->list->tokens[i];
		char *text;
		bool there;

		if (!is_string(token) && !is_number(token) && !is_comment(token))
			continue;
		literals++;
		text = strndup(before + token->start, (size_t)(token->end - token->start));
		there = strlen(text) > 5 && strcmp(text, "'<redacted>'") != 0 && strstr(after, text) != NULL;
		free(text);
		if (there)
			return true;
	}
	return false;
}

/* Words are not compared where some of them are values. */
static void judge(const char *before, size_t length, bool compare_words)
{
	char *text = strndup(before, length);
	struct fr_bytes out = { 0 };
	struct fr_counts counts = { 0 };
	struct tokens had, has;

	fr_sql_sanitize(&lexer, text, length, &out, &counts);
	fr_bytes_add(&out, "", 1);
	if (scan(text, &had)) {
		bool can = scan(out.data, &has);
		bool good = can && clean(out.data, &has) && !still_there(text, &had, out.data) &&
			    (!compare_words || keeps_words(text, &had, out.data, &has));

		scanned++;
		CHECK(good);
		if (!good)
			fprintf(stderr, "before: %s\nafter:  %s\n", text, out.data);
		forget(&has);
	}
	forget(&had);
	fr_bytes_release(&out);
	free(text);
}

static void judge_file(const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "r");
	size_t length = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	const char *end;

	CHECK(length > 0 && length < sizeof(text) - 1);
	for (const char *at = text; (end = strstr(at, "\n\n")) != NULL || *at != '\0'; at = end + 2) {
		end = end != NULL ? end : at + strlen(at) - 2;
		judge(at, (size_t)(end - at), true);
	}
	if (file != NULL)
		fclose(file);
}

/* A $ and a word at the end may begin a string: the scanner sees a word there. */
static bool ends_in_tag(const char *text, size_t length)
{
	while (length > 0 && fr_is_word(text[length - 1]))
		length--;
	return length > 0 && text[length - 1] == '$';
}

/* Those that we make, cut at every byte. */
static void judge_generated(void)
{
	struct statement made = { 0 };

	for (int i = 0; i < STATEMENTS; i++) {
		make(&made);
		if (made.commented)
			continue; /* libpg_query, unlike PostgreSQL, takes the parts before and behind it for two
				     strings */
		for (size_t cut = 1; cut <= made.text.length; cut++)
			judge(made.text.data, cut,
			      !made.unquoted && !made.two_readings && !ends_in_tag(made.text.data, cut));
	}
	fr_bytes_release(&made.text);
}

int main(int argc, char **argv)
{
	struct fr_error err;

	if (fr_lexer_init(&lexer, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	judge_file(argc > 1 ? argv[1] : "tests/sql/statements.sql");
	if (argc == 1)
		judge_generated();
	printf("%d statements scanned, %d literals and comments gone, %d words kept\n", scanned, literals, words);
	CHECK(scanned >= 20000 || argc > 1);
	fr_lexer_release(&lexer);
	return check_end();
}

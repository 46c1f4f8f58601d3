#include "sanitize/statement.h"

#include <stdlib.h>
#include <strings.h>

#include "sanitize/sql.h"

/* Sorted. The words that a statement, or what pg_stat_activity shows in its place, begins with. */
static const char *const heads[] = {
	"ABORT",    "ALTER",     "ANALYSE",  "ANALYZE", "BASE_BACKUP", "BEGIN",   "CALL",       "CHECKPOINT",
	"CLOSE",    "CLUSTER",   "COMMENT",  "COMMIT",  "COPY",        "CREATE",  "DEALLOCATE", "DECLARE",
	"DELETE",   "DISCARD",   "DO",       "DROP",    "END",         "EXECUTE", "EXPLAIN",    "FETCH",
	"GRANT",    "IMPORT",    "INSERT",   "LISTEN",  "LOAD",        "LOCK",    "MERGE",      "MOVE",
	"NOTIFY",   "PREPARE",   "REASSIGN", "REFRESH", "REINDEX",     "RELEASE", "RESET",      "REVOKE",
	"ROLLBACK", "SAVEPOINT", "SECURITY", "SELECT",  "SET",         "SHOW",    "START",      "START_REPLICATION",
	"TABLE",    "TRUNCATE",  "UNLISTEN", "UPDATE",  "VACUUM",      "VALUES",  "WITH",
};

static const char *const utilities[] = { "ALTER", "COPY", "CREATE", "SET" };

static const char *const role_heads[] = { "ALTER",    "COMMENT", "CREATE",   "DROP", "GRANT",
					  "REASSIGN", "REVOKE",  "SECURITY", "SET" };

/* What a setting may be set to and be shown: words that name no person, place or thing. */
static const char *const settings[] = { "ON", "OFF", "TRUE", "FALSE", "YES", "NO", "DEFAULT", "NONE", "LOCAL", "<N>" };

#define BLANKS " \t\r\n\f\v"
#define IN(word, length, list) is_one_of(word, length, list, sizeof(list) / sizeof(*(list)))

static bool is(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && strncasecmp(word, name, length) == 0;
}

static char upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 0x20 : c);
}

static int compare_heads(const void *word, const void *head)
{
	return strcmp(word, *(const char *const *)head);
}

static bool is_head(const char *word, size_t length)
{
	char name[24];

	if (length == 0 || length >= sizeof(name))
		return false;
	for (size_t i = 0; i < length; i++)
		name[i] = upper(word[i]);
	name[length] = '\0';
	return bsearch(name, heads, sizeof(heads) / sizeof(*heads), sizeof(*heads), compare_heads) != NULL;
}

static bool is_one_of(const char *word, size_t length, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is(word, length, list[i]))
			return true;
	return false;
}

static size_t word_length(const char *text, size_t length)
{
	size_t i = 0;

	if (length == 0 || (text[0] >= '0' && text[0] <= '9'))
		return 0;
	while (i < length && (fr_is_word(text[i]) || (i > 0 && text[i] == '$')))
		i++;
	return i;
}

static size_t skip_blanks(const char *text, size_t length, const char *blanks)
{
	size_t i = 0;

	while (i < length && text[i] != '\0' && strchr(blanks, text[i]) != NULL)
		i++;
	return i;
}

/* Behind one comment at the begin of text; 0 when there is none or it is not closed. */
static size_t skip_comment(const char *text, size_t length)
{
	const char *end = NULL;

	if (length >= 2 && memcmp(text, "--", 2) == 0)
		end = memchr(text, '\n', length);
	else if (length >= 4 && memcmp(text, "/*", 2) == 0 && (end = memmem(text + 2, length - 2, "*/", 2)) != NULL)
		end++;
	return end == NULL ? 0 : (size_t)(end + 1 - text);
}

size_t fr_sql_first_word(const char *text, size_t length)
{
	size_t at = 0, skipped;

	do {
		at += skip_blanks(text + at, length - at, BLANKS "(;");
		skipped = skip_comment(text + at, length - at);
		at += skipped;
	} while (skipped > 0);
	return at;
}

bool fr_sql_begins_statement(const char *text, size_t length)
{
	size_t at = fr_sql_first_word(text, length);

	return is_head(text + at, word_length(text + at, length - at));
}

bool fr_sql_names_roles(const char *text, size_t length)
{
	size_t at = fr_sql_first_word(text, length);

	return IN(text + at, word_length(text + at, length - at), role_heads);
}

static const char *const announcements[] = { "PASSWORD", "SET", "STDIN" };

bool fr_sql_announces(const char *word, size_t length)
{
	return IN(word, length, announcements);
}

/* Is there one of the announcements anywhere in the text, be it in a string or in a longer word? */
static bool announced(const char *text, size_t length)
{
	for (size_t i = 0; i + 2 < length; i++) {
		if (upper(text[i]) != 'P' && upper(text[i]) != 'S')
			continue;
		for (size_t w = 0; w < sizeof(announcements) / sizeof(*announcements); w++) {
			const char *word = announcements[w];

			if (upper(text[i]) == word[0] && upper(text[i + 1]) == word[1] && strlen(word) <= length - i &&
			    strncasecmp(text + i, word, strlen(word)) == 0)
				return true;
		}
	}
	return false;
}

bool fr_sql_is_utility(struct fr_sql *sql, size_t length)
{
	const char *text = sql->text + sql->at;
	size_t at = skip_blanks(text, length, BLANKS);

	at += at < length && text[at] == '\\'; /* psql's \copy */
	if (!IN(text + at, word_length(text + at, length - at), utilities))
		return false;
	if (sql->announced == FR_SQL_UNKNOWN)
		sql->announced = announced(sql->text, sql->length) ? FR_SQL_YES : FR_SQL_NO;
	return sql->announced == FR_SQL_YES;
}

struct utility {
	bool copy, from; /* COPY … FROM */
	bool data;       /* … STDIN: what follows the statement is data */
	bool role;       /* CREATE or ALTER of a role */
	bool password;   /* PASSWORD was the last word */
	bool set;        /* SET gives a setting a value */
	size_t words;
};

/* The value of a setting, up to the end of the statement. */
static int emit_setting(struct fr_sql *sql)
{
	size_t start = sql->at, end = start, parts = 0;
	struct fr_token token = { .end = start };

	while (token.end < sql->length) {
		size_t kept = token.end;

		if (fr_sql_run(sql, kept, &token) < 0)
			return -1;
		parts += skip_blanks(sql->text + kept, token.start - kept, BLANKS) < token.start - kept;
		end = token.start;
		if (token.kind == FR_TOKEN_BREAK)
			break;
		parts += token.kind != FR_TOKEN_END;
		end = token.end;
	}
	while (end > start && strchr(BLANKS, sql->text[end - 1]) != NULL && sql->text[end - 1] != '\0')
		end--;
	if (parts == 0)
		return 0;
	if (parts == 1 && sql->text[start] >= '0' && sql->text[start] <= '9')
		return fr_sql_emit(sql, &(struct fr_token){ FR_TOKEN_NUMBER, start, end });
	if (IN(sql->text + start, end - start, settings))
		fr_sql_keep(sql, start, end);
	else
		fr_sql_hide_string(sql, start, end, FR_SQL_VALUE);
	sql->at = end;
	return 0;
}

/* SET at text[at]: when it gives something a value, its head as it is and the value hidden. 0: it does not. */
static int emit_set(struct fr_sql *sql, size_t at)
{
	struct fr_token head, token;

	if (fr_lex(sql->lexer, FR_LEX_SET, sql->text, sql->length, at, &head) < 0)
		return 0;
	while (sql->at < head.end) {
		if (fr_sql_run(sql, sql->at, &token) < 0)
			return -1;
		if (token.start >= head.end) {
			fr_sql_keep(sql, sql->at, head.end);
			sql->at = head.end;
			break;
		}
		fr_sql_keep(sql, sql->at, token.start);
		if (token.end > head.end)
			token.end = head.end; /* of comments in comments the head sees the first end */
		if (fr_sql_emit(sql, &token) < 0)
			return -1;
	}
	return emit_setting(sql) < 0 ? -1 : 1;
}

/*
 * One word of the statement, what is before it not written yet. 1: it was dealt with, and all before it; 0: it is as
 * others are; -1: nothing may be shown.
 */
static int emit_word(struct fr_sql *sql, struct utility *utility, size_t at, size_t length)
{
	const char *word = sql->text + at;
	bool value = utility->password && !is(word, length, "NULL");

	utility->password = utility->role && is(word, length, "PASSWORD");
	utility->words++;
	if (utility->words == 1) {
		utility->copy = is(word, length, "COPY");
		utility->set = !utility->copy;
	} else if (utility->words == 2) {
		utility->role = is(word, length, "ROLE") || is(word, length, "USER") || is(word, length, "GROUP");
	}
	if (value) {
		fr_sql_keep(sql, sql->at, at);
		fr_sql_hide_string(sql, at, at + length, FR_SQL_VALUE);
		sql->at = at + length;
		return 1;
	}
	if (utility->copy && is(word, length, "FROM"))
		utility->from = true;
	if (utility->from && is(word, length, "STDIN"))
		utility->data = true;
	if (is(word, length, "UPDATE") || is(word, length, "BEGIN"))
		utility->set = false; /* inside of CREATE RULE or a function's body: columns are set, not settings */
	return utility->set && is(word, length, "SET") ? emit_set(sql, at) : 0;
}

/* The words of what may be shown, up to text[end]; as emit_word, for the first that is not as others are. */
static int emit_words(struct fr_sql *sql, struct utility *utility, size_t end)
{
	int done = 0;

	for (size_t at = sql->at; at < end && done == 0;) {
		size_t length = word_length(sql->text + at, end - at);
		const char *quote = sql->text[at] == '"' ? memchr(sql->text + at + 1, '"', end - at - 1) : NULL;

		if (utility->data && sql->text[at] == '\n') {
			fr_sql_keep(sql, sql->at, at);
			fr_sql_hide_rest(sql, at, FR_SQL_VALUE);
			return 1;
		}
		if (length > 0)
			done = emit_word(sql, utility, at, length);
		at = quote != NULL ? (size_t)(quote + 1 - sql->text) : at + (length > 0 ? length : 1);
	}
	return done;
}

/* What ends the words: a literal, a comment, or the statement's end. */
static int emit_end(struct fr_sql *sql, struct utility *utility, const struct fr_token *token)
{
	if (utility->password && token->kind == FR_TOKEN_NUMBER) {
		fr_sql_hide_string(sql, token->start, token->end, FR_SQL_VALUE);
		sql->at = token->end;
	} else if (fr_sql_emit(sql, token) < 0) {
		return -1;
	}
	if (token->kind != FR_TOKEN_COMMENT)
		utility->password = false; /* it was quoted */
	if (utility->data && token->kind == FR_TOKEN_BREAK)
		fr_sql_hide_rest(sql, sql->at, FR_SQL_VALUE);
	return 0;
}

int fr_sql_utility(struct fr_sql *sql)
{
	struct utility utility = { 0 };
	struct fr_token token = { .kind = FR_TOKEN_KEPT };

	while (sql->at < sql->length && token.kind != FR_TOKEN_BREAK) {
		int done;

		if (fr_sql_run(sql, sql->at, &token) < 0)
			return -1;
		done = emit_words(sql, &utility, token.start);
		if (done < 0)
			return -1;
		if (done > 0) {
			token.kind = FR_TOKEN_KEPT; /* it is read anew */
			continue;
		}
		if (fr_sql_emit_kept(sql, token.start) < 0)
			return -1;
		if (sql->at == token.start && emit_end(sql, &utility, &token) < 0)
			return -1;
	}
	return 0;
}

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

static int compare_heads(const void *word, const void *head)
{
	return strcasecmp(word, *(const char *const *)head);
}

static bool is_head(const char *word, size_t length)
{
	char name[24];

	if (length == 0 || length >= sizeof(name))
		return false;
	memcpy(name, word, length);
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

	while (i < length &&
	       ((text[i] >= 'A' && text[i] <= 'Z') || (text[i] >= 'a' && text[i] <= 'z') || text[i] == '_' ||
		(text[i] & 0x80) != 0 || (i > 0 && ((text[i] >= '0' && text[i] <= '9') || text[i] == '$'))))
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

bool fr_sql_is_utility(const char *text, size_t length)
{
	size_t at = skip_blanks(text, length, BLANKS);

	at += at < length && text[at] == '\\'; /* psql's \copy */
	return IN(text + at, word_length(text + at, length - at), utilities);
}

bool fr_sql_announces(const char *word, size_t length)
{
	static const char *const words[] = { "PASSWORD", "SET", "STDIN" };

	return IN(word, length, words);
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
	size_t start = sql->at, end = start;
	struct fr_token token = { .end = start };
	size_t tokens = 0;

	while (token.end < sql->length) {
		if (fr_sql_next(sql, token.end, &token) < 0)
			return -1;
		if (token.kind == FR_TOKEN_BREAK)
			break;
		if (token.kind == FR_TOKEN_KEPT &&
		    skip_blanks(sql->text + token.start, token.end - token.start, BLANKS) == token.end - token.start)
			continue;
		end = token.end;
		tokens++;
	}
	while (end > start && strchr(BLANKS, sql->text[end - 1]) != NULL && sql->text[end - 1] != '\0')
		end--;
	if (tokens == 0)
		return 0;
	if (tokens == 1 && sql->text[start] >= '0' && sql->text[start] <= '9')
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
	struct fr_token head, token = { .end = at };

	if (fr_lex(sql->lexer, FR_LEX_SET, sql->text, sql->length, at, &head) < 0)
		return 0;
	while (token.end < head.end) {
		if (fr_sql_next(sql, token.end, &token) < 0)
			return -1;
		if (token.end > head.end)
			token.end = head.end; /* a blank may go on into the value */
		if (fr_sql_emit(sql, &token) < 0)
			return -1;
	}
	return emit_setting(sql) < 0 ? -1 : 1;
}

/* One word of the statement. 1: it was dealt with; 0: it is as others are; -1: nothing may be shown. */
static int emit_word(struct fr_sql *sql, struct utility *utility, const struct fr_token *token)
{
	const char *word = sql->text + token->start;
	size_t length = token->end - token->start;
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
		fr_sql_hide_string(sql, token->start, token->end, FR_SQL_VALUE);
		sql->at = token->end;
		return 1;
	}
	if (utility->copy && is(word, length, "FROM"))
		utility->from = true;
	if (utility->from && is(word, length, "STDIN"))
		utility->data = true;
	if (is(word, length, "UPDATE") || is(word, length, "BEGIN"))
		utility->set = false; /* inside of CREATE RULE or a function's body: columns are set, not settings */
	return utility->set && is(word, length, "SET") ? emit_set(sql, token->start) : 0;
}

int fr_sql_utility(struct fr_sql *sql)
{
	struct utility utility = { 0 };

	while (sql->at < sql->length) {
		struct fr_token token;
		const char *line_end;
		int done = 0;

		if (fr_sql_next(sql, sql->at, &token) < 0)
			return -1;
		line_end =
		    token.kind == FR_TOKEN_KEPT ? memchr(sql->text + token.start, '\n', token.end - token.start) : NULL;
		if (utility.data && (token.kind == FR_TOKEN_BREAK || line_end != NULL)) {
			size_t data = line_end != NULL ? (size_t)(line_end - sql->text) : token.end;

			fr_sql_keep(sql, token.start, data);
			fr_sql_hide_rest(sql, data, FR_SQL_VALUE);
			return 0;
		}
		if (token.kind == FR_TOKEN_KEPT && word_length(sql->text + token.start, token.end - token.start) > 0)
			done = emit_word(sql, &utility, &token);
		else if (token.kind != FR_TOKEN_KEPT && token.kind != FR_TOKEN_COMMENT)
			utility.password = false; /* it was quoted */
		if (done < 0 || (done == 0 && fr_sql_emit(sql, &token) < 0))
			return -1;
		if (token.kind == FR_TOKEN_BREAK)
			return 0;
	}
	return 0;
}

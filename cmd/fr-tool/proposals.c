#include "proposals.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include <pg_query.h>

#include "markdown_code.h"

/* Behind white space and comments. */
static const char *skip_blank(const char *sql)
{
	for (;;) {
		sql += strspn(sql, " \t\r\n\f\v");
		if (strncmp(sql, "--", 2) == 0) {
			sql += strcspn(sql, "\n");
		} else if (strncmp(sql, "/*", 2) == 0) {
			const char *end = strstr(sql, "*/");

			if (end == NULL)
				return sql;
			sql = end + 2;
		} else {
			return sql;
		}
	}
}

static bool take_word(const char **sql, const char *word)
{
	size_t length = strlen(word);

	if (strncasecmp(*sql, word, length) != 0 || isalnum((unsigned char)(*sql)[length]) || (*sql)[length] == '_')
		return false;
	*sql = skip_blank(*sql + length);
	return true;
}

static bool is_proposal(const char *sql)
{
	if (strchr(sql, '(') == NULL || strstr(sql, "\u2026") != NULL || strstr(sql, "...") != NULL)
		return false;
	if (!take_word(&sql, "create"))
		return false;
	take_word(&sql, "unique");
	return take_word(&sql, "index");
}

static bool has(jv proposals, jv one)
{
	bool found = false;

	jv_array_foreach (proposals, i, other)
		found |= jv_equal(other, jv_copy(one)) != 0;
	return found;
}

/* Add what stands from sql to end, if it is a proposal that is not there yet. Consumes proposals. */
static jv add(jv proposals, const char *sql, const char *end)
{
	jv one;

	sql = skip_blank(sql);
	while (end > sql && isspace((unsigned char)end[-1]))
		end--;
	if (end <= sql || jv_array_length(jv_copy(proposals)) >= PROPOSALS_MOST)
		return proposals;
	one = jv_string_sized(sql, (int)(end - sql));
	if (is_proposal(jv_string_value(one)) && !has(proposals, one))
		return jv_array_append(proposals, one);
	jv_free(one);
	return proposals;
}

/* The statements of one piece of code; what cannot be split is one. Consumes proposals. */
static jv add_code(jv proposals, const char *code)
{
	PgQuerySplitResult split = pg_query_split_with_scanner(code);

	if (split.error != NULL || split.n_stmts == 0)
		proposals = add(proposals, code, code + strlen(code));
	for (int i = 0; split.error == NULL && i < split.n_stmts; i++) {
		const char *begin = code + split.stmts[i]->stmt_location;

		proposals = add(proposals, begin, begin + split.stmts[i]->stmt_len);
	}
	pg_query_free_split_result(split);
	return proposals;
}

jv proposals_of(jv text)
{
	jv proposals = jv_array();
	jv code = fr_markdown_code(jv_string_value(text), (size_t)jv_string_length_bytes(jv_copy(text)));

	jv_array_foreach (code, i, one) {
		/* The lexer starts up anew for each piece. */
		if (strcasestr(jv_string_value(one), "index") != NULL &&
		    jv_array_length(jv_copy(proposals)) < PROPOSALS_MOST)
			proposals = add_code(proposals, jv_string_value(one));
		jv_free(one);
	}
	jv_free(code);
	return proposals;
}

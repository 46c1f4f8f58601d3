/* SQL text without its values: what must become what, and texts made to break the lexer. */
#include "sanitize/sql.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"

static struct fr_lexer lexer;

static void sanitize(const char *text, size_t length, struct fr_bytes *out)
{
	struct fr_counts counts = { 0 };

	out->length = 0;
	fr_sql_sanitize(&lexer, text, length, out, &counts);
}

static bool same(const struct fr_bytes *bytes, const char *text, size_t length)
{
	return bytes->length == length && memcmp(bytes->data, text, length) == 0;
}

static void check_unchanged(const char *text, size_t length)
{
	struct fr_bytes again = { 0 };

	sanitize(text, length, &again);
	CHECK(same(&again, text, length));
	if (!same(&again, text, length))
		fprintf(stderr, "not at rest: %.*s\n     became: %.*s\n", (int)length, text, (int)again.length,
			again.data);
	fr_bytes_release(&again);
}

static void check_becomes(const char *text, const char *wanted)
{
	struct fr_bytes out = { 0 };

	sanitize(text, strlen(text), &out);
	CHECK(same(&out, wanted, strlen(wanted)));
	if (!same(&out, wanted, strlen(wanted)))
		fprintf(stderr, "    text: %s\n  wanted: %s\n     got: %.*s\n", text, wanted, (int)out.length,
			out.data);
	check_unchanged(out.data, out.length);
	fr_bytes_release(&out);
}

static void check_literals(void)
{
	check_becomes("SELECT * FROM users WHERE email = 'customer@example.com' AND id = 123",
		      "SELECT * FROM users WHERE email = '<redacted>' AND id = <N>");
	check_becomes("SELECT 'it''s S', E'a\\'S', N'S', U&'S', B'01', x'DE'",
		      "SELECT '<redacted>', '<redacted>', '<redacted>', "
		      "'<redacted>', '<redacted>', '<redacted>'");
	check_becomes("SELECT $$S$$, $q$ $$ S $q $q$ FROM t", "SELECT '<redacted>', '<redacted>' FROM t");
	check_becomes("SELECT 0xDEADBEEF, 0o77, 1_734_0917, 4111111111111111abc, .7e-7, 1..2, t.5",
		      "SELECT <N>, <N>, <N>, <N>, <N>, <N>..<N>, t<N>");
	check_becomes("SELECT $1, $70000, $4111111111111111", "SELECT $1, $70000, <N>");
	check_becomes("a ? 'S' AND b ?| array['S'] AND c @> '{}' AND d->>'S' = $1",
		      "a ? '<redacted>' AND b ?| array['<redacted>'] AND c @> '<redacted>' AND d->>'<redacted>' = $1");
	check_becomes("t.\"C 1\" FROM t LIMIT 7340917", "t.\"C 1\" FROM t LIMIT <N>");
	check_becomes("SELECT \"it's\", \"a\nb\", \"open", "SELECT \"<redacted>\", \"<redacted>\", \"<redacted>\"");
}

static void check_continued(void)
{
	check_becomes("E'a'\n'b\\'S', c", "'<redacted>', c");
	check_becomes("SELECT E'a' -- it's\n -- S\n 'b\\'S', c", "SELECT '<redacted>', c");
	check_becomes("SELECT $$a$$\n'S' FROM t", "SELECT '<redacted>' FROM t");
	check_becomes("SELECT $$a$$$$S$$'S' FROM t", "SELECT '<redacted>' FROM t");
}

static void check_two_readings(void)
{
	check_becomes("p='C:\\' AND o='S x'", "p='<redacted>'");
	check_becomes("SELECT date'\\', 'S', t", "SELECT date'<redacted>'");
	check_becomes("E'\\\\', 'S', c", "'<redacted>', '<redacted>', c");
	check_becomes("SELECT a FROM t WHERE b = 'x\\' AND c = 'S\\' AND d = 5",
		      "SELECT a FROM t WHERE b = '<redacted>'");
	check_becomes("SELECT 'a\\\\' , b FROM t", "SELECT '<redacted>' , b FROM t");
}

static void check_comments(void)
{
	check_becomes("/* a /* b */ S */ c", " c");
	check_becomes("c /* tok=S", "c ");
	check_becomes("5!=--S\nc", "<N>!=\nc");
	check_becomes("c -- don't\nWHERE y='S'", "c \nWHERE y='<redacted>'");
	check_becomes("/*user='alice%40example.com'*/ SELECT c", " SELECT c");
	check_becomes("SELECT a/*S*/b, -/*S*/-c", "SELECT a b, - -c");
}

/* The end of the text closes whatever is open, and what may have lost its head is hidden. */
static void check_cut(void)
{
	check_becomes("x$b$ FROM t WHERE y='S' AND z=$b$S$b$", "x$b$ FROM t WHERE y='<redacted>' AND z='<redacted>'");
	check_becomes("$a$ $ $$ $a S $a$", "'<redacted>'");
	check_becomes("DO $body$ BEGIN PERFORM f('S", "DO '<redacted>'");
	check_becomes("SELECT $body$ S $bod", "SELECT '<redacted>'");
	check_becomes("SELECT a FROM t WHERE b = $tag", "SELECT a FROM t WHERE b = '<redacted>'");
	check_becomes("SELECT E'S\\", "SELECT '<redacted>'");
	check_becomes("$1$S$ x", "'<redacted>'");
	check_becomes("PASSWORD 'S", "'<redacted>'");
	check_becomes("CONNECTION 'host=db.corp password=S", "'<redacted>'");
	check_becomes("a='S[...]S' AND b='S...", "a='<redacted>'");
	check_becomes("SELECT * FROM t WHERE a = 'S[...] AND b = 'S'", "SELECT * FROM t WHERE a = '<redacted>'");
	check_becomes("\xe2\x80\xa6ret S' AND name = 'Bob'", "'<redacted>'");
	check_becomes("...S and more S", "'<redacted>'");
	check_becomes("ret S' AND name = 'Bob'", "'<redacted>'");
	check_becomes("ret S' AND name = 'Bob", "'<redacted>'");
	check_becomes("S */ SELECT a", "'<redacted>'");
	check_becomes("PERFORM f(S); END $body$ LANGUAGE plpgsql", "'<redacted>'");
	check_becomes("SELECT a FROM t WHERE b = 'S' ... AND c = S",
		      "SELECT a FROM t WHERE b = '<redacted>' ... '<redacted>'");
	check_becomes("SELECT a FROM t WHERE b = 'S\xe2\x80\xa6", "SELECT a FROM t WHERE b = '<redacted>'");
	check_becomes("SELECT a\xe2\x80\xa6 S", "SELECT a\xe2\x80\xa6 '<redacted>'");
	check_becomes("SELECT \"a\xe2\x80\xa6S\" S", "SELECT '<redacted>'");
	check_becomes("SELECT a\xe2\x80\xa6\"'S", "SELECT a\xe2\x80\xa6 '<redacted>'");
	check_becomes("SELECT 'Loading...' , a FROM t", "SELECT '<redacted>' , a FROM t");
}

static void check_without_quotes(void)
{
	check_becomes("SET x = S", "SET x = '<redacted>'");
	check_becomes("SET LOCAL app.user TO S, T ; SELECT a = 5",
		      "SET LOCAL app.user TO '<redacted>' ; SELECT a = <N>");
	check_becomes("set /* S */ role S;SET jit = off;SET work_mem = 64",
		      "set  role '<redacted>';SET jit = off;SET work_mem = <N>");
	check_becomes("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
	check_becomes("SET a='x\\'; S'; SELECT S", "SET a='<redacted>'");
	check_becomes("ALTER ROLE r PASSWORD S VALID UNTIL 'S'",
		      "ALTER ROLE r PASSWORD '<redacted>' VALID UNTIL '<redacted>'");
	check_becomes("ALTER SYSTEM SET primary_conninfo TO S", "ALTER SYSTEM SET primary_conninfo TO '<redacted>'");
	check_becomes("ALTER TABLE t ALTER c SET DEFAULT x, SET (a = b)",
		      "ALTER TABLE t ALTER c SET DEFAULT x, SET (a = b)");
	check_becomes("UPDATE t SET a = b, c = $1 WHERE d", "UPDATE t SET a = b, c = $1 WHERE d");
	check_becomes("COPY t (a, b) FROM stdin;\n1\tS'\n\\.\n", "COPY t (a, b) FROM stdin;\n'<redacted>'\n");
	check_becomes("COPY t FROM stdin WITH (FORMAT csv)\n1,S\n",
		      "COPY t FROM stdin WITH (FORMAT csv)\n'<redacted>'\n");
	check_becomes("COPY t TO stdout", "COPY t TO stdout");
}

/* A few megabytes that invite a lexer to go back, to recurse, or to copy: each in well under a second, and at rest
 * after. */
static double hostile_seconds(const char *head, const char *again, size_t times, const char *tail)
{
	struct fr_bytes text = { 0 }, out = { 0 };
	clock_t start;
	double seconds;

	fr_bytes_text(&text, head);
	for (size_t i = 0; i < times; i++)
		fr_bytes_text(&text, again);
	fr_bytes_text(&text, tail);
	start = clock();
	sanitize(text.data, text.length, &out);
	seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
	CHECK(memchr(out.data, 'S', out.length) == NULL);
	if (memchr(out.data, 'S', out.length) != NULL)
		fprintf(stderr, "%s%s...: %.60s\n", head, again, out.data);
	check_unchanged(out.data, out.length);
	fr_bytes_release(&text);
	fr_bytes_release(&out);
	return seconds;
}

/* Four times the text may take six times the time, or as good as none: a square would be sixteen times. */
static void check_hostile(const char *head, const char *again, size_t times, const char *tail)
{
	size_t fewer = times - times / 4 * 3; /* odd when times is: quotes come in pairs */
	double quarter = hostile_seconds(head, again, fewer, tail), whole = hostile_seconds(head, again, times, tail);

	CHECK(whole < 2 && (whole < 0.25 || whole < 6 * quarter));
	if (whole >= 2 || (whole >= 0.25 && whole >= 6 * quarter))
		fprintf(stderr, "%s%s... %.2f s, a quarter of it %.2f s\n", head, again, whole, quarter);
}

static void check_all_hostile(void)
{
	check_hostile("a ", "/*", 200000, "S");
	check_hostile("a ", "(/*", 200000, "S */");
	check_hostile("a '", "S", 10000000, "");
	check_hostile("a $$", "S", 10000000, "");
	check_hostile("a ", "'", 1000000, " ");
	check_hostile("a ", "'", 1000001, "S");
	check_hostile("a ", "\"", 1000001, "S");
	check_hostile("a ", "'\\'", 500001, "S");
	check_hostile("a ", "E'\\'S", 200000, "");
	check_hostile("a ", "$x$S", 200001, "");
	check_hostile("a ", "$", 1000000, "a");
	check_hostile("a ", "'S'\n--S\n", 200000, "");
	check_hostile("a ", "'S'\n--S\n", 200000, "\\");
	check_hostile("a ", "1e+1.", 300000, "1S");
	check_hostile("set a = '", "\\';", 100000, "S");
	check_hostile("alter x ", "set a.", 200000, "b");
	check_hostile("alter x ", "set a=/*S*/", 200000, "S");
	check_hostile("a ", "...", 500000, " S");
	check_hostile("a ", "-/", 1000000, "");
	check_hostile("a ", "\"\"", 500000, "\"S");
}

static void check_bytes(void)
{
	static const char nul[] = "SELECT a\0b, 'S\0S', \xff\xfe FROM t -- \0S";
	static const char clean[] = "SELECT a\0b, '<redacted>', \xff\xfe FROM t ";
	struct fr_bytes out = { 0 };

	sanitize(nul, sizeof(nul) - 1, &out);
	CHECK(same(&out, clean, sizeof(clean) - 1));
	sanitize("", 0, &out);
	CHECK(out.length == 0);
	fr_bytes_release(&out);
}

int main(void)
{
	struct fr_error err;

	if (fr_lexer_init(&lexer, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	check_literals();
	check_continued();
	check_two_readings();
	check_comments();
	check_cut();
	check_without_quotes();
	check_bytes();
	check_all_hostile();
	fr_lexer_release(&lexer);
	return check_end();
}

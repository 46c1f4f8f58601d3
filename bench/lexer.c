/*
 * How fast the SQL grammar is beside pg_query_normalize, on the same statements, in the same run.
 *
 *	lexer STATEMENTS	a file of them, with a blank line behind each
 *
 * Both take the statements in turns, so that a busy machine is as hard on the one as on the other; the best turn
 *counts.
 */
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "sanitize/sql.h"

enum { TURNS = 15, TIMES = 40, STATEMENTS_MOST = 1024 };

static char *statements[STATEMENTS_MOST];
static size_t count, bytes;
static struct fr_lexer lexer;

static int read_statements(const char *path)
{
	static char text[1 << 20];
	FILE *file = fopen(path, "r");
	size_t length = file == NULL ? 0 : fread(text, 1, sizeof(text) - 1, file);
	char *at = text, *end;

	if (file == NULL || length == sizeof(text) - 1 || fclose(file) != 0)
		return -1;
	for (; count < STATEMENTS_MOST && (end = strstr(at, "\n\n")) != NULL; at = end + 2) {
		*end = '\0';
		statements[count++] = at;
		bytes += strlen(at);
	}
	return count > 0 ? 0 : -1;
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void by_normalize(void)
{
	for (size_t i = 0; i < count; i++)
		pg_query_free_normalize_result(pg_query_normalize(statements[i]));
}

static void by_lexer(void)
{
	static struct fr_bytes out;
	struct fr_counts counts = { 0 };

	for (size_t i = 0; i < count; i++) {
		out.length = 0;
		fr_sql_sanitize(&lexer, statements[i], strlen(statements[i]), &out, &counts);
	}
}

/* MB a second. */
static double turn(void (*by)(void), int times)
{
	double start = seconds();

	for (int i = 0; i < times; i++)
		by();
	return (double)bytes * times / 1e6 / (seconds() - start);
}

int main(int argc, char **argv)
{
	double normalize = 0, ours = 0;
	struct fr_error err;

	if (argc != 2 || read_statements(argv[1]) < 0 || fr_lexer_init(&lexer, &err) < 0)
		return 1;
	for (int i = 0; i < TURNS; i++) {
		double theirs_now = turn(by_normalize, TIMES), ours_now = turn(by_lexer, TIMES * 8);

		normalize = theirs_now > normalize ? theirs_now : normalize;
		ours = ours_now > ours ? ours_now : ours;
	}
	printf("| %zu statements, %zu bytes | MB/s | times |\n| --- | ---: | ---: |\n", count, bytes);
	printf("| pg_query_normalize | %.0f | 1.0 |\n| the lexer alone (limit 6) | %.0f | %.1f |\n", normalize, ours,
	       ours / normalize);
	fr_lexer_release(&lexer);
	return ours >= 6 * normalize ? 0 : 3;
}

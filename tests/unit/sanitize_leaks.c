/*
 * Statements made at random, cut at every byte: no secret may be left, and the words around it must be.
 */
#include <stdlib.h>

#include "check.h"
#include "generator.h"
#include "sanitize/sql.h"

enum { STATEMENTS = 2000 };

/* How many of the words that end before the cut stand in out, in their order. */
static int found_words(const struct statement *s, size_t cut, const struct fr_bytes *out, int *wanted)
{
	size_t at = 0;
	int found = 0;

	for (int i = 0; i < s->count && s->words[i].end < cut; i++) {
		size_t length = s->words[i].end - s->words[i].start;
		const char *place = memmem(out->data + at, out->length - at, s->text.data + s->words[i].start, length);

		++*wanted;
		if (place == NULL)
			continue;
		found++;
		at = (size_t)(place - out->data) + length;
	}
	return found;
}

static bool leaks(const struct fr_bytes *out)
{
	for (size_t i = 0; i < out->length; i++)
		if (out->data[i] == 'Q' || out->data[i] == 'Z' || out->data[i] == '8' || out->data[i] == '9')
			return true;
	return false;
}

int main(void)
{
	struct statement s = { 0 };
	struct fr_bytes out = { 0 }, again = { 0 };
	struct fr_counts counts = { 0 };
	struct fr_lexer lexer;
	struct fr_error err;
	int cases = 0, leaked = 0, restless = 0, wanted = 0, found = 0, wanted_twice = 0, found_twice = 0;

	if (fr_lexer_init(&lexer, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	for (int i = 0; i < STATEMENTS; i++) {
		make(&s);
		for (size_t cut = 0; cut <= s.text.length; cut++, cases++) {
			out.length = again.length = 0;
			fr_sql_sanitize(&lexer, s.text.data, cut, &out, &counts);
			fr_sql_sanitize(&lexer, out.data, out.length, &again, &counts);
			if (leaks(&out) && leaked++ < 5)
				fprintf(stderr, "leak:  %.*s\ninto:  %.*s\n", (int)cut, s.text.data, (int)out.length,
					out.data);
			if ((out.length != again.length || memcmp(out.data, again.data, out.length) != 0) &&
			    restless++ < 5)
				fprintf(stderr, "once:  %.*s\ntwice: %.*s\n", (int)out.length, out.data,
					(int)again.length, again.data);
			if (s.two_readings) /* what either reading hides is hidden: less is kept */
				found_twice += found_words(&s, cut, &out, &wanted_twice);
			else
				found += found_words(&s, cut, &out, &wanted);
		}
	}
	printf("%d cases, %d leaks, %d of %d words kept (%.2f %%)\n", cases, leaked, found, wanted,
	       100.0 * found / wanted);
	printf("where a string has two readings %d of %d (%.1f %%)\n", found_twice, wanted_twice,
	       100.0 * found_twice / wanted_twice);
	CHECK(found_twice >= wanted_twice / 100.0 * 50);
	CHECK(cases >= 200000);
	CHECK(leaked == 0);
	CHECK(restless == 0);
	CHECK(found >= wanted / 100.0 * 99);
	fr_bytes_release(&s.text);
	fr_bytes_release(&out);
	fr_bytes_release(&again);
	fr_lexer_release(&lexer);
	return check_end();
}

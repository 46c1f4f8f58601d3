/*
 * Statements made at random with a secret in every place that can hold one, cut at every byte: none of it may be left,
 * and the words around it must be.
 *
 * Secrets are made of Q, Z, 8 and 9, which nothing else in the statements has, so that one byte of one shows.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "sanitize/sql.h"

enum { STATEMENTS = 2000, WORDS_MOST = 512 };

struct statement {
	struct fr_bytes text;
	struct {
		size_t start, end;
	} words[WORDS_MOST]; /* that have to be kept */
	int count;
	bool two_readings; /* has \' in a plain string: what follows may be hidden too */
};

static uint64_t state = 20261123;

static unsigned pick(unsigned of) /* xorshift64*, so that every run is the same */
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)((state * UINT64_C(2685821657736338717)) >> 33) % of;
}

static void add(struct statement *s, const char *text)
{
	fr_bytes_text(&s->text, text);
}

/* Text of which every word, and all between double quotes, is to be kept. */
static void kept(struct statement *s, const char *text)
{
	while (*text != '\0') {
		size_t length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$0123456789");

		if (*text == '"')
			length = strcspn(text + 1, "\"") + 2;

		if (length > 0 && s->count < WORDS_MOST) {
			s->words[s->count].start = s->text.length;
			s->words[s->count++].end = s->text.length + length;
		}
		length += length == 0;
		fr_bytes_add(&s->text, text, length);
		text += length;
	}
}

static void secret(struct statement *s)
{
	static const char *const secrets[] = { "QZ",    "Q Z QQ", "QZ''Q",      "QZ;QZ", "QZ--Q",
					       "QZ/*Q", "Q@Z.QZ", "Q\xc3\xa9Z", "Q(Z)",  "Q=Z" };

	add(s, secrets[pick(sizeof(secrets) / sizeof(*secrets))]);
}

static void number(struct statement *s)
{
	static const char *const numbers[] = { "8",      "98",     "-98.89", "8e-9",
					       ".98",    "0x8988", "9_888",  "88888888888888888888",
					       "9.8e+98" };

	add(s, numbers[pick(sizeof(numbers) / sizeof(*numbers))]);
}

static void blank(struct statement *s)
{
	static const char *const before[] = { "/* ", "/* /* QZ' */ ", "/*+ \"", "-- ", "--" };
	unsigned which = pick(24);

	if (which >= 5) {
		add(s, which % 3 == 0 ? "\n" : which % 3 == 1 ? " " : "\t ");
		return;
	}
	add(s, " ");
	add(s, before[which]);
	if (which < 3)
		add(s, "Q;Z'"); /* another comment could begin in others */
	else
		secret(s);
	add(s, which < 3 ? " don't */ " : "\n");
}

static void string(struct statement *s)
{
	static const struct {
		const char *begin, *end;
	} forms[] = {
		{ "'", "'" },
		{ "'", "'" },
		{ "E'\\'", "'" },
		{ "e'\\\\'' ", "\\''" },
		{ "N'", "'" },
		{ "U&'", "'" },
		{ "$$", "$$" },
		{ "$t$", "$t$" },
		{ "$body$ '", " $b$ $$ $body$" },
		{ "'x'\n'", "'" },
		{ "E'x' -- it's\n'\\'", "'" },
		{ "'x'\n  \n'", "'" },
	};
	unsigned which = pick(sizeof(forms) / sizeof(*forms));

	if (pick(40) == 0) {
		add(s, "'QZ\\'");
		s->two_readings = true;
		return;
	}
	add(s, forms[which].begin);
	secret(s);
	add(s, forms[which].end);
}

static void value(struct statement *s)
{
	static const char *const others[] = { "$1", "$2", "col_a", "\"Col B\"", "current_user", "NULL", "t.x$b" };

	if (pick(2) == 0)
		string(s);
	else if (pick(2) == 0)
		number(s);
	else
		kept(s, others[pick(sizeof(others) / sizeof(*others))]);
}

static void condition(struct statement *s)
{
	static const char *const left[] = { "id",     "u.email",    "\"Weird Name\"", "lower(name)",
					    "data->", "created_at", "tags ?|",        "b @>" };
	static const char *const operators[] = { "=", "<>", ">=", "~*", " LIKE ", " IN (SELECT ", "||", "!=" };
	unsigned which = pick(8), operator= pick(8);

	kept(s, left[which]);
	blank(s);
	if (which != 4 && which < 6)
		kept(s, operators[operator]);
	value(s);
	if (which != 4 && which < 6 && operator== 5)
		add(s, ")");
}

static void conditions(struct statement *s)
{
	condition(s);
	for (unsigned n = pick(4); n > 0; n--) {
		blank(s);
		kept(s, pick(2) == 0 ? "AND " : "OR ");
		condition(s);
	}
}

static void list(struct statement *s)
{
	for (unsigned n = 1 + pick(5); n > 0; n--) {
		value(s);
		add(s, n > 1 ? ", " : "");
	}
}

static void make(struct statement *s)
{
	s->text.length = 0;
	s->count = 0;
	s->two_readings = false;
	if (pick(6) == 0)
		blank(s);
	switch (pick(7)) {
	case 0:
	case 1:
		kept(s, "SELECT u.name, count(*) FROM users AS u JOIN orders o ON o.user_id = u.id");
		blank(s);
		kept(s, "WHERE ");
		conditions(s);
		kept(s, " ORDER BY created_at DESC LIMIT ");
		number(s);
		break;
	case 2:
		kept(s, "INSERT INTO public.orders (id, user_id, note) VALUES (");
		list(s);
		kept(s, ") ON CONFLICT DO NOTHING");
		break;
	case 3:
		kept(s, "UPDATE orders SET note = ");
		value(s);
		kept(s, ", total = total * ");
		number(s);
		kept(s, " WHERE ");
		conditions(s);
		break;
	case 4:
		kept(s, "WITH r AS (DELETE FROM items WHERE ");
		conditions(s);
		kept(s, " RETURNING id) SELECT f(");
		list(s);
		kept(s, ") FROM r");
		break;
	case 5:
		kept(s, "SET app.tenant = ");
		add(s, pick(2) == 0 ? "QZ" : "'QZ'");
		kept(s, "; ALTER ROLE app PASSWORD ");
		add(s, pick(2) == 0 ? "QZ" : "'QZ'");
		kept(s, "; SELECT x FROM y WHERE ");
		conditions(s);
		break;
	default:
		kept(s, "CALL archive(");
		list(s);
		kept(s, "); COPY items (id, name) FROM STDIN;");
		add(s, "\n89\tQZ'\n\\.\n");
	}
}

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
	int cases = 0, leaked = 0, restless = 0, wanted = 0, found = 0;

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
			if (!s.two_readings)
				found += found_words(&s, cut, &out, &wanted);
		}
	}
	printf("%d cases, %d leaks, %d of %d words kept (%.2f %%)\n", cases, leaked, found, wanted,
	       100.0 * found / wanted);
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

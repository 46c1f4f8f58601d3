/*
 * Statements made at random, the same in every run, with a secret in every place that can hold one.
 *
 * Secrets are made of Q, Z, 8 and 9, which nothing else in the statements has, so that one byte of one shows.
 */
#ifndef FR_GENERATOR_H
#define FR_GENERATOR_H

#include <stdint.h>
#include <string.h>

#include "bytes.h"

enum { WORDS_MOST = 512 };

struct statement {
	struct fr_bytes text;
	struct {
		size_t start, end;
	} words[WORDS_MOST]; /* that have to be kept */
	int count;
	bool unquoted;     /* has values that SQL takes without quotes, so that they look like words */
	bool commented;    /* has a string that goes on behind a comment */
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
	s->commented |= strstr(forms[which].begin, "--") != NULL;
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
	s->unquoted = s->commented = s->two_readings = false;
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
		s->unquoted = true;
		kept(s, "SET app.tenant = ");
		add(s, pick(2) == 0 ? "QZ" : "'QZ'");
		kept(s, "; ALTER ROLE app PASSWORD ");
		add(s, pick(2) == 0 ? "QZ" : "'QZ'");
		kept(s, "; SELECT x FROM y WHERE ");
		conditions(s);
		break;
	default:
		s->unquoted = true;
		kept(s, "CALL archive(");
		list(s);
		kept(s, "); COPY items (id, name) FROM STDIN;");
		add(s, "\n89\tQZ'\n\\.\n");
	}
}

#endif

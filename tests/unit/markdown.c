/* Markdown as a terminal shows it: laid out, wrapped to its columns, and with nothing in it that it would obey. */
#include "markdown.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "pack.h"
#include "styled.h"

/* The caller frees it. */
static char *rendered(const char *text, size_t length, int width, bool color)
{
	struct fr_markdown_look look = { width, color };
	char *written = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&written, &size);

	fr_markdown_write(out, &look, text, length);
	fclose(out);
	return written;
}

static void check_text(const char *text, int width, bool color, const char *wanted)
{
	char *written = rendered(text, strlen(text), width, color);

	CHECK(strcmp(written, wanted) == 0);
	if (strcmp(written, wanted) != 0)
		fprintf(stderr, "--- got:\n%s--- wanted:\n%s", written, wanted);
	free(written);
}

#define BOLD "\033[1m"
#define CYAN "\033[36m"
#define END "\033[0m"

static void check_blocks(void)
{
	check_text("# One\ntwo\nthree\n\n## Four", 40, true, BOLD "One" END "\n\ntwo three\n\n" BOLD "Four" END "\n");
	check_text("# One\ntwo", 40, false, "# One\n\ntwo\n");
	check_text("- a\n- b\n  - c\n  - d\n- e\n\nf", 40, false, "- a\n- b\n  - c\n  - d\n- e\n\nf\n");
	check_text("- a\n\n- b\n", 40, false, "- a\n\n- b\n");
	check_text("9. a\n10. b b b b b b b b b b b b b b b b b b b\n", 30, false,
		   "9. a\n10. b b b b b b b b b b b b b\n    b b b b b b\n");
	check_text("1) a\n   - b\n\n     c\n", 40, false, "1) a\n   - b\n\n     c\n");
	check_text("-\n- x\n", 40, false, "- \n- x\n");
	check_text("> a b c d e f g h i j k l m n\n>\n> o\n", 26, false, "| a b c d e f g h i j k l\n| m n\n|\n| o\n");
	check_text("a\n\n```sql\nSELECT  1;\n\n\tx\n```\n\nb", 40, true,
		   "a\n\n    " CYAN "SELECT  1;" END "\n\n    " CYAN "    x" END "\n\nb\n");
	check_text("a  \nb\n\n---\n", 40, false, "a\nb\n\n---\n");
}

static void check_spans(void)
{
	check_text("a **b** *c* `d` ~~e~~ **`f`**", 60, true,
		   "a " BOLD "b" END " \033[3mc" END " " CYAN "d" END " \033[9me" END " " BOLD CYAN "f" END "\n");
	check_text("a **b** *c* `d` ~~e~~", 60, false, "a **b** *c* `d` ~~e~~\n");
	check_text("# a `b` c", 60, true, BOLD "a " END BOLD CYAN "b" END BOLD " c" END "\n");
	check_text("snake_case_name, SELECT * FROM a * b", 60, true, "snake_case_name, SELECT * FROM a * b\n");
	check_text("[bank](http://evil.example) <http://a.example>", 60, false,
		   "bank <http://evil.example> http://a.example\n");
	check_text("![pixel](http://evil.example/x)", 60, false, "pixel <http://evil.example/x>\n");
	check_text("<script>x</script> &lt;b&gt; &#27;[31m &unknown;", 60, false,
		   "<script>x</script> <b> &#27;[31m &unknown;\n");
	check_text("10 sessions [lock_summary 2, settings].", 60, true,
		   "10 sessions \033[2m[lock_summary 2, settings]" END ".\n");
	check_text("10 sessions [lock_summary 2], [7], `[x 1]`, [A", 60, false,
		   "10 sessions [lock_summary 2], [7], `[x 1]`, [A\n");
	check_text("**one two three four**", 20, true, BOLD "one two three four" END "\n");
	check_text("**aaaaaaaaaa bbbbbbbbbb cccccccccc**", 21, true,
		   BOLD "aaaaaaaaaa bbbbbbbbbb" END "\n" BOLD "cccccccccc" END "\n");
}

static void check_tables(void)
{
	check_text("| a | b |\n|---|--:|\n| x | 1 |\n| yyy | 22 |\n\nz", 40, false,
		   "a     b\n---  --\nx     1\nyyy  22\n\nz\n");
	check_text("| a | b |\n|---|---|\n| x | one two three four five six |\n", 20, false,
		   "a  b\n-  -----------------\nx  one two three\n   four five six\n");
	check_text("| a | b |\n|---|---|\n| x | abcdefghijklmnopqrstuvwxyz |\n", 20, false,
		   "a  b\n-  -----------------\nx  abcdefghijklmnopq\n   rstuvwxyz\n");
	check_text("| a |\n|---|\n", 40, true, BOLD "a" END "\n-\n");
	check_text("| a | b |\n|---|---|\n| 数据库 | x |\n", 40, false, "a       b\n------  -\n数据库  x\n");
}

static void check_width(void)
{
	check_text("数据库数据库数据库数据库", 20, false, "数据库数据库数据库数\n据库\n");
	check_text("ab数据库数据库数据库数据库", 20, false, "ab数据库数据库数据库\n数据库\n");
	check_text("e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301 x x x x x x", 20,
		   false,
		   "e\u0301e\u0301e\u0301e\u0301 e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301 x x x x\nx x\n");
	check_text("averyveryveryverylongwordthatstayswhole b", 20, false,
		   "averyveryveryverylongwordthatstayswhole\nb\n");
	check_text("a   b\n", 0, true, "a   b\n");
	CHECK(fr_styled_columns("a数e\u0301", 7) == 4);
	CHECK(fr_styled_fit("a数b", 5, 2) == 1);
	CHECK(fr_styled_fit("a数b", 5, 3) == 4);
}

/* As it is where no terminal is, but for what a terminal would obey. */
static void check_plain(void)
{
	check_text("# a\n\nb  c\x1b[2J", 0, false, "# a\n\nb  c\\x1b[2J\n");
	check_text("", 0, false, "");
	check_text("", 40, true, "");
}

/* Whatever comes in, only the sequences of our own come out. */
static void check_hostile(void)
{
	static const char *const seeds[] = { "\x1b[31m",
					     "\x07",
					     "\xc2\x9b"
					     "2J",
					     "\xe2\x80\xae",
					     "\x01z",
					     "# ",
					     "- ",
					     "> ",
					     "1. ",
					     "`",
					     "```\n",
					     "|a|b|\n|-|-|\n",
					     "\n",
					     "  ",
					     "*",
					     "**",
					     "[x](\x1b)",
					     "<\x1b>",
					     "&#x1b;",
					     "\xff",
					     "\r",
					     "\t",
					     "数",
					     "\\",
					     "a",
					     "| ",
					     "~~",
					     "![",
					     "](y)" };
	unsigned chance = 12345;

	for (int round = 0; round < 3000; round++) {
		char text[512] = "";
		size_t length = 0;
		bool clean = true;
		char *written;

		for (int i = 0; i < 40; i++) {
			const char *seed;

			chance = chance * 1103515245 + 12345;
			seed = seeds[chance / 65536 % (sizeof(seeds) / sizeof(seeds[0]))];
			if (length + strlen(seed) < sizeof(text))
				length += (size_t)snprintf(text + length, sizeof(text) - length, "%s", seed);
		}
		written = rendered(text, length, 20 + round % 60, round % 2 == 0);
		for (const char *at = written; *at != '\0'; at++) {
			const char *after = at + 2 + strspn(at + (at[0] == '\033' ? 2 : 0), "0123456789");

			if (*at == '\033')
				clean &= round % 2 == 0 && at[1] == '[' && *after == 'm';
			else
				clean &= *at == '\n' || *at == '\t' || (unsigned char)*at >= 0x20;
		}
		CHECK(clean);
		CHECK(strstr(written, "\xe2\x80\xae") == NULL && strstr(written, "\xc2\x9b") == NULL);
		free(written);
	}
	check_text("> > > > > > > > > > > > > > > > > > > > > deep\n\nout", 40, false,
		   "| | | | | | | | | | | | | | | | deep\n\nout\n");
}

static void check_pack(void)
{
	jv value = jv_parse("{\"a\": [1, \"\\u00e9\", null], \"b\": {}}");
	jv packed = fr_pack(jv_copy(value));

	CHECK(jv_equal(fr_unpack(jv_copy(packed)), jv_copy(value)));
	for (int i = 0; i < jv_string_length_bytes(jv_copy(packed)); i++) { /* cut anywhere: nothing, and no crash */
		jv cut = fr_unpack(jv_string_sized(jv_string_value(packed), i));

		CHECK(!jv_is_valid(cut));
		jv_free(cut);
	}
	CHECK(!jv_is_valid(fr_unpack(jv_string("!!!"))));
	CHECK(!jv_is_valid(fr_unpack(jv_null())));
	jv_free(packed);
	jv_free(value);
}

/* 80 MiB of blanks in a few bytes. */
static void check_bomb(void)
{
	size_t length = (size_t)80 << 20;
	char *blanks = malloc(length);

	memset(blanks, ' ', length);
	CHECK(!jv_is_valid(fr_unpack(fr_pack(jv_string_sized(blanks, (int)length)))));
	free(blanks);
}

int main(void)
{
	check_blocks();
	check_spans();
	check_tables();
	check_width();
	check_plain();
	check_hostile();
	check_pack();
	check_bomb();
	return check_end();
}

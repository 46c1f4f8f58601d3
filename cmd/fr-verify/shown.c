#include "shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"

/* How prompts write numbers: three digits and more, and two decimals (fr-prompt's table.c). */
#define ROUNDED 0.006
#define ROUNDED_SMALL 0.0051

bool shown_is(const struct evidence *evidence, const struct column *column, double value)
{
	const struct index *index = &evidence->index;
	double slack = fmax(fabs(value) * ROUNDED, ROUNDED_SMALL);

	if (!evidence->prompted || evidence->depth > 1 ||
	    column->kind == KIND_PERCENTAGE) /* parts in percent are worked out, too */
		return true;
	return index_has_word(index, index_group(GROUP_SHOWN, column->hash, 0)) &&
	       index_holds(index, index_group(GROUP_SHOWN_NUMBER, 0, 0), fabs(value) - slack, fabs(value) + slack);
}

/* The words and numbers of the prompt; section: of the columns that the text names, 0: it names none. */
static void read_words(struct evidence *evidence, const char *text, size_t length, uint64_t section)
{
	size_t at = 0;
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++) {
			const struct token *token = &evidence->tokens.of[i];

			if (token->type == TOKEN_NUMBER && token->quantity.readings > 0)
				index_value(&evidence->index, index_group(GROUP_SHOWN_NUMBER, 0, 0),
					    token->quantity.value[0]);
			if (token->type != TOKEN_WORD)
				continue;
			index_word(&evidence->index, index_group(GROUP_SHOWN, token->hash, 0));
			if (section != 0)
				index_word(&evidence->index, index_group(GROUP_SHOWN_COLUMN, section, token->hash));
		}
	} while (at < length);
}

/* [timeline] 6 of 11 rows, [baseline slow_queries]: the section, as index_section says; 0: it is no heading. */
static uint64_t read_heading(struct evidence *evidence, const char *line, size_t length)
{
	static const char baseline[] = "baseline ";
	size_t name = strcspn(line, "]\n");
	char section[64], *own = section;

	if (name < 2 || name >= length || name - 1 >= sizeof(section))
		return 0;
	memcpy(section, line + 1, name - 1);
	section[name - 1] = '\0';
	if (strncmp(section, baseline, sizeof(baseline) - 1) == 0)
		own += sizeof(baseline) - 1;
	evidence->index.section = index_hash(section, name - 1);
	index_row(&evidence->index, ROW_SAID);
	evidence->index.section = 0;
	evidence_row_named(evidence, section);
	evidence_citations(evidence, line + name + 1, length - name - 1);
	index_no_row(&evidence->index);
	return index_section(index_hash(own, strlen(own)), own != section);
}

/* The rows of a table that has a column "row" begin with their number. */
static void read_number(struct evidence *evidence, uint64_t section, const char *line)
{
	size_t digits = strspn(line, "0123456789");

	if (section == 0 || digits == 0 || digits > 9 || line[digits] != '\t')
		return;
	index_word(&evidence->index, index_group(GROUP_SHOWN_ROW, section, 0));
	index_word(&evidence->index, index_group(GROUP_SHOWN_ROW, section, strtoul(line, NULL, 10)));
}

static void read_message(struct evidence *evidence, const char *content)
{
	uint64_t section = 0, numbered = 0;
	bool head = false;

	for (const char *line = content; line != NULL && *line != '\0';) {
		size_t length = strcspn(line, "\n");
		bool names = head || memchr(line, '\t', length) == NULL; /* a table's head, or name=value */

		read_words(evidence, line, length, *line != '[' && names ? section : 0);
		if (strncmp(line, "row\t", 4) == 0)
			numbered = section;
		else
			read_number(evidence, numbered, line);
		head = *line == '[';
		if (head) {
			section = read_heading(evidence, line, length);
			numbered = 0;
		}
		line += length + (line[length] != '\0');
		evidence->prompted = true;
	}
}

void shown_read(struct evidence *evidence, jv envelope)
{
	jv messages = fr_json_get(envelope, "prompt.messages");

	evidence->prompted = false;
	if (jv_get_kind(messages) == JV_KIND_ARRAY)
		jv_array_foreach (messages, i, message) {
			char *content = fr_json_text(message, "content");

			read_message(evidence, content);
			free(content);
			jv_free(message);
		}
	jv_free(messages);
	evidence->shown = evidence->prompted;
	index_finish(&evidence->index);
}

#include "markdown_code.h"

#include <md4c.h>

#include "bytes.h"

struct code {
	jv found;
	struct fr_bytes text; /* of the one that is read */
};

static void end_one(struct code *code)
{
	if (code->text.length > 0)
		code->found = jv_array_append(code->found, jv_string_sized(code->text.data, (int)code->text.length));
	code->text.length = 0;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *code)
{
	(void)type;
	(void)detail;
	(void)code;
	return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *code)
{
	(void)detail;
	if (type == MD_BLOCK_CODE)
		end_one(code);
	return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *code)
{
	(void)type;
	(void)detail;
	(void)code;
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *code)
{
	(void)detail;
	if (type == MD_SPAN_CODE)
		end_one(code);
	return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE length, void *state)
{
	struct code *code = state;

	if (type == MD_TEXT_CODE)
		fr_bytes_add(&code->text, text, length);
	return 0;
}

jv fr_markdown_code(const char *text, size_t length)
{
	static const MD_PARSER parser = {
		.flags = MD_DIALECT_GITHUB,
		.enter_block = enter_block,
		.leave_block = leave_block,
		.enter_span = enter_span,
		.leave_span = leave_span,
		.text = take_text,
	};
	struct code code = { .found = jv_array() };

	md_parse(text, (MD_SIZE)length, &parser, &code);
	fr_bytes_release(&code.text);
	return code.found;
}

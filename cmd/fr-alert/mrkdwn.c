#include "mrkdwn.h"

#include <md4c.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "text.h"

#define DEPTH_MOST 16 /* of lists; deeper ones are shown at this depth */

struct state {
	struct fr_bytes out;
	unsigned numbers[DEPTH_MOST]; /* of ordered lists; 0: bullets */
	int depth;                    /* of lists */
	bool first_cell;
};

static void put(struct state *state, const char *text)
{
	fr_bytes_text(&state->out, text);
}

/* Invisible characters change what a reader sees; Slack obeys none of them, but people do. */
static bool visible(unsigned codepoint)
{
	if (codepoint < 0x20)
		return codepoint == '\n' || codepoint == '\t';
	return codepoint != 0x7f && !(codepoint >= 0x80 && codepoint < 0xa0) &&
	       !(codepoint >= 0x200b && codepoint <= 0x200f) && !(codepoint >= 0x202a && codepoint <= 0x202e) &&
	       !(codepoint >= 0x2060 && codepoint <= 0x206f) && codepoint != 0xfeff;
}

static void put_escaped(struct state *state, const char *text, size_t length, bool code)
{
	unsigned codepoint;

	for (size_t at = 0; at < length;) {
		size_t step = fr_text_utf8(text + at, length - at, &codepoint);

		if (step == 0)
			step = 1;
		else if (codepoint == '&')
			put(state, "&amp;");
		else if (codepoint == '<')
			put(state, "&lt;");
		else if (codepoint == '>')
			put(state, "&gt;");
		else if (code && codepoint == '`') /* it would end the code */
			put(state, "'");
		else if (visible(codepoint))
			fr_bytes_add(&state->out, text + at, step);
		at += step;
	}
}

static void begin_item(struct state *state)
{
	int depth = state->depth < DEPTH_MOST ? state->depth : DEPTH_MOST;
	char mark[32];

	for (int i = 1; i < depth; i++)
		put(state, "    ");
	if (depth > 0 && state->numbers[depth - 1] > 0) {
		snprintf(mark, sizeof(mark), "%u. ", state->numbers[depth - 1]++);
		put(state, mark);
	} else {
		put(state, "• ");
	}
}

static void begin_list(struct state *state, unsigned start)
{
	if (state->depth > 0)
		put(state, "\n");
	if (state->depth < DEPTH_MOST)
		state->numbers[state->depth] = start;
	state->depth++;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *opaque)
{
	struct state *state = opaque;

	switch (type) {
	case MD_BLOCK_UL:
		begin_list(state, 0);
		break;
	case MD_BLOCK_OL:
		begin_list(state, ((MD_BLOCK_OL_DETAIL *)detail)->start);
		break;
	case MD_BLOCK_LI:
		begin_item(state);
		break;
	case MD_BLOCK_H:
		put(state, "*");
		break;
	case MD_BLOCK_CODE:
		put(state, "```\n");
		break;
	case MD_BLOCK_QUOTE:
		put(state, "> ");
		break;
	case MD_BLOCK_TR:
		state->first_cell = true;
		break;
	case MD_BLOCK_TH:
	case MD_BLOCK_TD:
		if (!state->first_cell)
			put(state, " | ");
		state->first_cell = false;
		break;
	default:
		break;
	}
	return 0;
}

static void end_line(struct state *state)
{
	if (state->out.length > 0 && state->out.data[state->out.length - 1] != '\n')
		put(state, "\n");
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *opaque)
{
	struct state *state = opaque;

	(void)detail;
	switch (type) {
	case MD_BLOCK_UL:
	case MD_BLOCK_OL:
		state->depth--;
		end_line(state);
		break;
	case MD_BLOCK_H:
		put(state, "*\n");
		break;
	case MD_BLOCK_CODE:
		end_line(state);
		put(state, "```\n");
		break;
	case MD_BLOCK_P:
	case MD_BLOCK_LI:
	case MD_BLOCK_TR:
	case MD_BLOCK_HTML:
		end_line(state);
		break;
	default:
		break;
	}
	if (state->depth == 0 && (type == MD_BLOCK_P || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
				  type == MD_BLOCK_TABLE || type == MD_BLOCK_CODE))
		put(state, "\n");
	return 0;
}

static const char *mark_of(MD_SPANTYPE type)
{
	switch (type) {
	case MD_SPAN_EM:
		return "_";
	case MD_SPAN_STRONG:
		return "*";
	case MD_SPAN_DEL:
		return "~";
	case MD_SPAN_CODE:
		return "`";
	default:
		return "";
	}
}

static int enter_span(MD_SPANTYPE type, void *detail, void *opaque)
{
	(void)detail;
	put(opaque, mark_of(type));
	return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *opaque)
{
	struct state *state = opaque;
	const MD_ATTRIBUTE *address = type == MD_SPAN_A   ? &((MD_SPAN_A_DETAIL *)detail)->href :
				      type == MD_SPAN_IMG ? &((MD_SPAN_IMG_DETAIL *)detail)->src :
							    NULL;

	put(state, mark_of(type));
	if (address != NULL && address->size > 0) {
		put(state, " (");
		put_escaped(state, address->text, address->size, false);
		put(state, ")");
	}
	return 0;
}

static int text(MD_TEXTTYPE type, const MD_CHAR *chars, MD_SIZE size, void *opaque)
{
	if (type == MD_TEXT_BR)
		put(opaque, "\n");
	else if (type == MD_TEXT_SOFTBR)
		put(opaque, " ");
	else if (type != MD_TEXT_NULLCHAR)
		put_escaped(opaque, chars, size, type == MD_TEXT_CODE);
	return 0;
}

jv mrkdwn_of(jv markdown)
{
	const MD_PARSER parser = { .flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_NOHTML,
				   .enter_block = enter_block,
				   .leave_block = leave_block,
				   .enter_span = enter_span,
				   .leave_span = leave_span,
				   .text = text };
	struct state state = { 0 };
	jv result;

	md_parse(jv_string_value(markdown), (MD_SIZE)jv_string_length_bytes(jv_copy(markdown)), &parser, &state);
	while (state.out.length > 0 && state.out.data[state.out.length - 1] == '\n')
		state.out.length--;
	result = jv_string_sized(state.out.data != NULL ? state.out.data : "", (int)state.out.length);
	fr_bytes_release(&state.out);
	return result;
}

/* One character, or one escape, which counts as the characters it has. */
static size_t unit(const char *text, size_t length, int *characters)
{
	unsigned codepoint;
	size_t step = fr_text_utf8(text, length, &codepoint);
	const char *end = *text == '&' ? memchr(text, ';', length < 6 ? length : 6) : NULL;

	if (end != NULL)
		step = (size_t)(end - text) + 1;
	*characters = end != NULL ? (int)step : 1;
	return step > 0 ? step : 1;
}

/* How many bytes of text are a piece: up to its last line end, where most characters do not hold it whole. */
static size_t piece_length(const char *text, size_t length, int most)
{
	size_t at = 0, line = 0;

	for (int used = 0, more; at < length; used += more) {
		size_t step = unit(text + at, length - at, &more);

		if (used + more > most)
			return line > 0 ? line : at;
		at += step;
		if (text[at - 1] == '\n')
			line = at;
	}
	return length;
}

static bool opens_code(const char *text, size_t length, bool open)
{
	for (const char *fence = text; (fence = memmem(fence, length - (size_t)(fence - text), "```", 3)) != NULL;
	     fence += 3)
		open = !open;
	return open;
}

jv mrkdwn_pieces(jv mrkdwn, int characters, int pieces)
{
	static const char open[] = "```\n", close[] = "\n```", cut[] = "\n…";
	const int spare = (int)(sizeof(open) + sizeof(close) + sizeof(cut)); /* what a cut may add to a piece */
	const char *text = jv_string_value(mrkdwn);
	size_t left = (size_t)jv_string_length_bytes(jv_copy(mrkdwn));
	jv all = jv_array();
	bool code = false;

	for (int n = 1; left > 0 && n <= pieces; n++) {
		size_t length = piece_length(text, left, characters - spare);
		bool was_code = code;
		jv piece = jv_string(was_code ? open : "");

		code = opens_code(text, length, code);
		piece = jv_string_append_buf(piece, text, (int)length);
		if (code)
			piece = jv_string_append_str(piece, close);
		text += length;
		left -= length;
		if (left > 0 && n == pieces)
			piece = jv_string_append_str(piece, cut);
		all = jv_array_append(all, piece);
	}
	jv_free(mrkdwn);
	return all;
}

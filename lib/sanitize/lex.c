#include "sanitize/lex.h"

#include "sanitize/grammar.h"

static const char *const grammar[FR_LEX_READINGS] = {
	[FR_LEX_RUN] = GRAMMAR_RUN,
	[FR_LEX_STEP] = GRAMMAR_STEP,
	[FR_LEX_STEP_ESCAPED] = GRAMMAR_STEP_ESCAPED,
	[FR_LEX_SET] = GRAMMAR_SET,
};

/* Deep enough for some thousand comments inside one another; deeper ones end in an error, which hides the field. */
enum { JIT_STACK_FIRST = 32 << 10, JIT_STACK_MOST = 1 << 20, HEAP_MOST_KIB = 20 << 10 };

static int compile(struct fr_lexer *lexer, enum fr_reading reading, struct fr_error *err)
{
	int code;
	PCRE2_SIZE offset;

	lexer->code[reading] = pcre2_compile((PCRE2_SPTR)grammar[reading], PCRE2_ZERO_TERMINATED,
					     PCRE2_ANCHORED | PCRE2_DOTALL | PCRE2_NO_START_OPTIMIZE, &code, &offset,
					     NULL);
	if (lexer->code[reading] == NULL)
		return fr_error_set(err, FR_EX_FAULT, "cannot compile the SQL grammar: error %d at %zu", code, offset);
	/* where memory may not be both written and run (systemd's MemoryDenyWriteExecute) there is none: slower and
	 * right */
	lexer->interpreted[reading] = pcre2_jit_compile(lexer->code[reading], PCRE2_JIT_COMPLETE) < 0;
	return 0;
}

int fr_lexer_init(struct fr_lexer *lexer, struct fr_error *err)
{
	*lexer = (struct fr_lexer){ 0 };
	lexer->match = pcre2_match_data_create(4, NULL);
	lexer->context = pcre2_match_context_create(NULL);
	lexer->stack = pcre2_jit_stack_create(JIT_STACK_FIRST, JIT_STACK_MOST, NULL);
	if (lexer->match == NULL || lexer->context == NULL || lexer->stack == NULL)
		return fr_error_set(err, FR_EX_FAULT, "out of memory");
	pcre2_jit_stack_assign(lexer->context, NULL, lexer->stack);
	pcre2_set_heap_limit(lexer->context, HEAP_MOST_KIB);
	return compile(lexer, FR_LEX_RUN, err);
}

void fr_lexer_release(struct fr_lexer *lexer)
{
	for (int reading = 0; reading < FR_LEX_READINGS; reading++)
		pcre2_code_free(lexer->code[reading]);
	pcre2_match_data_free(lexer->match);
	pcre2_match_context_free(lexer->context);
	pcre2_jit_stack_free(lexer->stack);
	*lexer = (struct fr_lexer){ 0 };
}

static int match(struct fr_lexer *lexer, enum fr_reading reading, const char *text, size_t length, size_t at)
{
	const pcre2_code *code = lexer->code[reading];

	if (lexer->interpreted[reading])
		return pcre2_match(code, (PCRE2_SPTR)text, length, at, 0, lexer->match, lexer->context);
	return pcre2_jit_match(code, (PCRE2_SPTR)text, length, at, 0, lexer->match, lexer->context);
}

int fr_lex(struct fr_lexer *lexer, enum fr_reading reading, const char *text, size_t length, size_t at,
	   struct fr_token *token)
{
	struct fr_error ignored;
	PCRE2_SPTR mark;
	PCRE2_SIZE *span;

	if (lexer->code[reading] == NULL && compile(lexer, reading, &ignored) < 0)
		return -1;
	if (match(lexer, reading, text, length, at) < 0)
		return -1;
	span = pcre2_get_ovector_pointer(lexer->match);
	mark = pcre2_get_mark(lexer->match);
	*token = (struct fr_token){
		.kind = span[0] == span[1] || mark == NULL ? FR_TOKEN_END : (enum fr_token_kind)mark[0],
		.start = span[0],
		.end = span[1],
	};
	return 0;
}

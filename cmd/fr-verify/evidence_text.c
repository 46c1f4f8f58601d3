/* Texts of the evidence: words that name things, and what sentences cite. */
#include <string.h>

#include "evidence_internal.h"

void evidence_words(struct evidence *evidence, const char *text, size_t length, size_t at)
{
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++) {
			const struct token *token = &evidence->tokens.of[i];

			uint64_t hash = index_hash(text + token->start, token->end - token->start);

			if (token->type != TOKEN_SIGN)
				index_word(&evidence->index, index_group(GROUP_WORD, hash, 0));
			if (token->type == TOKEN_WORD && (!evidence->said || index_names(&evidence->index, hash)))
				index_named(&evidence->index, hash);
		}
	} while (at < length);
}

void evidence_citations(struct evidence *evidence, const char *text, size_t length)
{
	const struct cite how = { .terms = evidence->terms, .index = &evidence->index, .evidence = true };
	size_t at = 0;
	bool code = false;

	do {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		cite(&how, &evidence->tokens, NULL, &evidence->citations);
		for (int i = 0; i < evidence->citations.count; i++)
			cite_index(&evidence->citations.of[i], &evidence->index);
	} while (at < length);
}

static bool is_new_text(struct evidence *evidence, const char *text, size_t length)
{
	return index_word(&evidence->index,
			  index_group(GROUP_TEXT, index_hash(text, length), 1 + (uint64_t)evidence->index.row));
}

void evidence_query(struct evidence *evidence, const char *text, size_t length)
{
	size_t at = 0;
	bool code = false;

	if (!is_new_text(evidence, text, length))
		return;
	index_text(&evidence->index, text, length);
	evidence_words(evidence, text, length, 0);
	while (at < length) {
		tokens_read(&evidence->tokens, text, length, &at, &code);
		for (int i = 0; i < evidence->tokens.count; i++)
			if (evidence->tokens.of[i].type == TOKEN_NUMBER && evidence->tokens.of[i].quantity.readings > 0)
				index_value(&evidence->index, index_group(GROUP_ANY, 0, 0),
					    evidence->tokens.of[i].quantity.value[0]);
	}
}

void evidence_text(struct evidence *evidence, const char *text, size_t length)
{
	struct fr_quantity quantity;

	if (length == 0 || !is_new_text(evidence, text, length))
		return;
	if (length <= 128)
		index_word(&evidence->index, index_group(GROUP_WORD, index_hash(text, length), 0));
	evidence_words(evidence, text, length, 0);
	if (fr_quantity_read(text, length, &quantity) == length && quantity.readings > 0) {
		index_value(&evidence->index, index_group(GROUP_ANY, 0, 0), quantity.value[0]);
		return;
	}
	evidence_citations(evidence, text, length);
	if (memchr(text, ' ', length) != NULL)
		index_text(&evidence->index, text, length);
}

void evidence_name(struct evidence *evidence, const char *key)
{
	size_t length = strlen(key);
	uint64_t group = index_group(GROUP_WORD, index_hash(key, length), 0);

	if (!index_has_word(&evidence->index, group)) {
		static const char *const ends[] = { "_delta_ms", "_delta", "_ms" };

		index_word(&evidence->index, group);
		evidence_words(evidence, key, length, 0);
		for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) /* total_exec_time */
			if (length > strlen(ends[i]) && strcmp(key + length - strlen(ends[i]), ends[i]) == 0)
				index_word(&evidence->index,
					   index_group(GROUP_WORD, index_hash(key, length - strlen(ends[i])), 0));
	}
}

void evidence_row_named(struct evidence *evidence, const char *name)
{
	index_named(&evidence->index, index_hash(name, strlen(name)));
	while (*name != '\0') {
		size_t length = strcspn(name, "_");

		index_named(&evidence->index, index_hash(name, length));
		if (length > 3 && name[length - 1] == 's')
			index_named(&evidence->index, index_hash(name, length - 1));
		name += length + (name[length] != '\0');
	}
}

#include "cite.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "reading.h"

#define CONDITION_WITHIN 4 /* tokens: "whether autovacuum was off" */

static void cite_time(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	const struct fr_quantity *time = &at(tokens, i)->quantity;
	struct citation *citation = &citations->of[citations->count++];
	double step = time->seconds_step, seconds = time->seconds;
	double below = step < 1 ? ROUNDING * step : 1e-6, above = step - 1e-6;
	double clock = fmod(fmod(seconds, 86400) + 86400, 86400);

	*citation = (struct citation){
		.kind = KIND_TIME, .start = at(tokens, i)->start, .end = at(tokens, i)->end, .step = step
	};
	if (!time->clocked || cite->evidence)
		if (time->dated)
			cite_add(citation, index_group(GROUP_DATE, 0, 0), time->day, time->day, time->day);
	if (!time->clocked)
		return;
	if (time->dated)
		cite_add(citation, index_group(GROUP_TIME, 0, 0), time->day * 86400 + seconds,
			 time->day * 86400 + seconds - below, time->day * 86400 + seconds + above);
	if (!time->dated && !cite->evidence && at(tokens, i + 1)->type == TOKEN_WORD && clock < 43200 &&
	    at(tokens, i + 1)->end - at(tokens, i + 1)->start == 2 &&
	    strncasecmp(tokens->text + at(tokens, i + 1)->start, "pm", 2) == 0)
		clock += 43200;
	if (!time->dated || cite->evidence)
		cite_add(citation, index_group(GROUP_CLOCK, 0, 0), clock, clock - below, clock + above);
	if (!time->dated && step <= 1) {
		cite_add(citation, index_group(GROUP_KIND, KIND_DURATION, 0), seconds, seconds - ROUNDING * step,
			 seconds + ROUNDING * step);
		citation->soft = is_soft(cite, tokens, i, &citation->placed) && step == 1 && fmod(seconds, 60) == 0;
	}
	for (int k = 0; k < citation->count; k++)
		citation->lookups[k].step = step;
}

/* 11-26 02:55:09, as prompts write it. */
static bool is_month_day(const struct tokens *tokens, int i)
{
	const struct token *time = at(tokens, i + 3);

	return is_number(tokens, i) && at(tokens, i)->quantity.digits == 2 && is_sign(tokens, i + 1, '-') &&
	       is_attached(tokens, i + 1) && is_number(tokens, i + 2) && is_attached(tokens, i + 2) &&
	       at(tokens, i + 2)->quantity.digits == 2 && time->type == TOKEN_NUMBER && time->quantity.readings == 0 &&
	       time->quantity.clocked && !time->quantity.dated;
}

/* A day of any year that the evidence knows. */
static void cite_month_day(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	double month = at(tokens, i)->quantity.value[0], day = at(tokens, i + 2)->quantity.value[0];
	struct citation *citation = &citations->of[citations->count++];
	const struct index_entry *days;
	size_t count = index_find(cite->index, index_group(GROUP_DATE, 0, 0), 0, INFINITY, &days);

	*citation = (struct citation){
		.kind = KIND_TIME, .start = at(tokens, i)->start, .end = at(tokens, i + 2)->end, .step = 1
	};
	for (size_t k = 0; k < count && citation->count == 0; k++) {
		time_t time = (time_t)(days[k].value * 86400);
		struct tm tm;

		if (gmtime_r(&time, &tm) != NULL && tm.tm_mon + 1 == (int)month && tm.tm_mday == (int)day)
			cite_add(citation, index_group(GROUP_DATE, 0, 0), days[k].value, days[k].value, days[k].value);
	}
}

int cite_name_end(const struct tokens *tokens, int first)
{
	int last = first;

	while (((is_sign(tokens, last + 1, '.')) || (is_sign(tokens, last + 1, '-') && at(tokens, first)->code)) &&
	       is_attached(tokens, last + 1) &&
	       (at(tokens, last + 2)->type == TOKEN_WORD || is_number(tokens, last + 2)) &&
	       is_attached(tokens, last + 2))
		last += 2;
	return last;
}

void cite_name(const struct tokens *tokens, int first, int last, struct citation *citation)
{
	*citation =
	    (struct citation){ .kind = KIND_NAME, .start = at(tokens, first)->start, .end = at(tokens, last)->end };
	for (int i = first; i <= last; i++)
		if (at(tokens, i)->type != TOKEN_SIGN && citation->count < LOOKUPS_MOST)
			citation->lookups[citation->count++] =
			    (struct lookup){ .group = index_group(GROUP_WORD,
								  index_hash(tokens->text + at(tokens, i)->start,
									     at(tokens, i)->end - at(tokens, i)->start),
								  0),
					     .word = true };
}

void cite_pid(const struct tokens *tokens, int number, struct citation *citation)
{
	double value = at(tokens, number)->quantity.value[0];

	*citation = (struct citation){
		.kind = KIND_PID, .start = at(tokens, number)->start, .end = at(tokens, number)->end, .step = 1
	};
	cite_add(citation, index_group(GROUP_KIND, KIND_PID, 0), value, value, value);
}

/* user_7f3a: what fr-sanitize calls people. */
static bool is_pseudonym(const char *text, size_t length)
{
	static const char *const types[] = { "user_", "app_", "host_", "db_" };

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size_t type = strlen(types[i]);

		if (length >= type + 4 && memcmp(text, types[i], type) == 0 &&
		    strspn(text + type, "0123456789abcdef") >= length - type)
			return true;
	}
	return false;
}

static int cite_word(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	struct citation *citation = &citations->of[citations->count];
	const char *text = tokens->text + at(tokens, i)->start;
	int last = cite_name_end(tokens, i);
	size_t length = at(tokens, i)->end - at(tokens, i)->start;
	bool upper = false, digit = false, snake = memchr(text, '_', length) != NULL;

	for (size_t k = 0; k < length; k++) {
		upper |= text[k] >= 'A' && text[k] <= 'Z';
		digit |= text[k] >= '0' && text[k] <= '9';
	}
	cite_name(tokens, i, last, citation);
	if (last > i && is_role(cite, tokens, last, ROLE_SUFFIX))
		return last;
	if (is_pseudonym(text, length)) {
		citations->count++;
		return last;
	}
	if (terms_knows(cite->terms, text, length) || is_role(cite, tokens, i, ROLE_PLACEHOLDER) ||
	    is_sign(tokens, i - 1, '<') || is_sign(tokens, last + 1, '('))
		return last;
	citation->soft = cite->fix;
	if (snake && !upper) {
		citations->count++;
		return last;
	}
	if (last > i && !upper && is_sign(tokens, i + 1, '.') && !is_number(tokens, last) && length > 1) {
		citation->soft |= !at(tokens, i)->code; /* it may be a sentence without a space behind it */
		citations->count++;
		return last;
	}
	/* A name alone in code: `orders`, `nightly-invoices`. */
	if (at(tokens, i)->code && !at(tokens, i - 1)->code && !at(tokens, last + 1)->code && !upper &&
	    text[0] != '$' && (length > 2 || digit) &&
	    (terms_word(cite->terms, at(tokens, i)->hash) == NULL || last > i))
		citations->count++;
	return last;
}

/* autovacuum = off, log_lock_waits is off. */
static bool cite_switch(const struct cite *cite, const struct tokens *tokens, int i, struct citations *citations)
{
	struct citation *citation = &citations->of[citations->count];
	const char *text = tokens->text + at(tokens, i)->start;
	size_t length = at(tokens, i)->end - at(tokens, i)->start;
	bool on = length == 2 || strncasecmp(text, "enabled", length) == 0;
	struct reading reading = { .last = i };
	uint64_t column;
	bool placed;

	if (!is_role(cite, tokens, i, ROLE_SWITCH) || at(tokens, i - 1)->type == TOKEN_NUMBER ||
	    (!is_sign(tokens, i - 1, '=') && at(tokens, i + 1)->type == TOKEN_WORD))
		return false;
	for (int j = i - 1; j >= i - CONDITION_WITHIN && !is_sign(tokens, j, '.'); j--)
		if (is_role(cite, tokens, j, ROLE_CONDITION))
			return false;
	column = bound_to(cite, tokens, i, &reading, true);
	if (column == 0)
		return false;
	*citation = (struct citation){ .kind = KIND_SETTING,
				       .start = at(tokens, i)->start,
				       .end = at(tokens, i)->end,
				       .soft = is_soft(cite, tokens, i, &placed) };
	citation->lookups[citation->count++] =
	    (struct lookup){ .group = index_group(GROUP_COLUMN, column, index_hash(on ? "on" : "off", on ? 2 : 3)),
			     .word = true };
	citations->count++;
	return true;
}

void cite(const struct cite *cite, const struct tokens *tokens, const bool *masked, struct citations *citations)
{
	bool after_pid = false;

	citations->count = 0;
	for (int i = 0; i < tokens->count && citations->count < CITATIONS_MOST; i++) {
		const struct token *token = at(tokens, i);

		if ((masked != NULL && masked[i]) || token->type == TOKEN_SIGN)
			continue;
		if (!cite->evidence && is_month_day(tokens, i)) {
			cite_month_day(cite, tokens, i, citations);
			i += 2;
		} else if (is_number(tokens, i)) {
			if (is_sign(tokens, i + 1, '.') && is_attached(tokens, i + 1) && is_number(tokens, i + 2) &&
			    is_attached(tokens, i + 2)) {
				int last = cite_name_end(tokens, i); /* an address, or a version */

				cite_name(tokens, i, last, &citations->of[citations->count]);
				citations->of[citations->count].lookups[0].group = index_group(
				    GROUP_WORD,
				    index_hash(tokens->text + token->start, at(tokens, last)->end - token->start), 0);
				citations->of[citations->count].count = 1;
				citations->count += !is_role(cite, tokens, i - 1, ROLE_UNCHECKED);
				i = last;
			} else {
				i = cite_number(cite, tokens, i, &after_pid, citations);
			}
		} else if (token->type == TOKEN_NUMBER) {
			cite_time(cite, tokens, i, citations);
		} else if (!cite->evidence) {
			if (!cite_switch(cite, tokens, i, citations))
				i = cite_word(cite, tokens, i, citations);
		}
	}
}

void cite_heads(const struct cite *cite, const struct tokens *tokens, struct heads *heads)
{
	*heads = (struct heads){ 0 };
	for (int i = 0; i < tokens->count; i++) {
		const struct token *token = at(tokens, i);
		struct head *head = token->cell < CELLS_MOST ? &heads->of[token->cell] : NULL;
		const struct term *term;

		if (head == NULL || token->type == TOKEN_NUMBER)
			continue;
		heads->count = token->cell + 1;
		if (head->unit == NULL && (token->sign == '%' || at(tokens, i - 1)->cell != token->cell ||
					   is_sign(tokens, i - 1, '(') || is_sign(tokens, i - 1, '/') ||
					   is_sign(tokens, i - 1, ',') || is_role(cite, tokens, i - 1, ROLE_IN)))
			head->unit = token->type == TOKEN_WORD ? terms_unit(cite->terms, tokens->text + token->start,
									    token->end - token->start) :
				     token->sign == '%'        ? terms_unit(cite->terms, "%", 1) :
								 NULL;
		if (token->type != TOKEN_WORD)
			continue;
		if (head->column == 0 && memchr(tokens->text + token->start, '_', token->end - token->start) != NULL &&
		    index_has_word(cite->index, index_group(GROUP_COLUMN_NAME, token->hash, 0)))
			head->column = token->hash;
		head->past |= terms_is(cite->terms, token->hash, ROLE_EARLIER) ||
			      terms_is(cite->terms, token->hash, ROLE_PAST);
		term = terms_word(cite->terms, token->hash);
		if (term == NULL)
			continue;
		if (i > 0 && is_role(cite, tokens, i - 1, ROLE_EACH) && term->per > 0 && term->per_each <= 1)
			head->per = term->per;
		head->pid |= (term->roles >> ROLE_PID & 1) != 0;
		head->nouns |= term->nouns;
	}
}

void cite_index(const struct citation *citation, struct index *index)
{
	for (int i = 0; i < citation->count; i++)
		if (citation->lookups[i].word)
			index_word(index, citation->lookups[i].group);
		else
			index_value(index, citation->lookups[i].group, citation->lookups[i].value);
}

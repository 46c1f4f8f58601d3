#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fr-log.h"
#include "json.h"

#define NAMED_MOST 5 /* citations that were not found */

jv fr_log_json_of(jv row, const char *key)
{
	jv value = fr_json_get(row, key);

	if (jv_get_kind(value) != JV_KIND_STRING)
		return value;
	row = jv_parse_sized(jv_string_value(value), jv_string_length_bytes(jv_copy(value)));
	jv_free(value);
	return row;
}

/* "claude-x, 5321 tokens, 0.012345 USD" */
static void print_making(FILE *out, jv row)
{
	char *provider = fr_json_text(row, "provider"), *model = fr_json_text(row, "model");
	double tokens = fr_json_number(row, "tokens_used", -1), microusd = fr_json_number(row, "cost_microusd", -1);
	double context = fr_json_number(row, "context_size_bytes", -1);

	fputs("by ", out);
	if (provider != NULL && strcmp(provider, model != NULL ? model : "") != 0) {
		fr_log_put(out, provider);
		putc(' ', out);
	}
	fr_log_put(out, model != NULL ? model : "unknown");
	if (context >= 0)
		fprintf(out, " from %.0f bytes of context", context);
	if (tokens >= 0)
		fprintf(out, ", %.0f tokens", tokens);
	if (microusd >= 0)
		fprintf(out, ", %" PRId64 ".%06" PRId64 " USD", (int64_t)microusd / 1000000,
			(int64_t)microusd % 1000000);
	putc('\n', out);
	free(provider);
	free(model);
}

/* A number, or how many an array has; -1 when it is neither. Consumes value. */
static int count_of(jv value)
{
	int count = -1;

	if (jv_get_kind(value) == JV_KIND_NUMBER && jv_number_value(value) >= 0 && jv_number_value(value) < 1e9)
		count = (int)jv_number_value(value);
	else if (jv_get_kind(value) == JV_KIND_ARRAY)
		count = jv_array_length(jv_copy(value));
	jv_free(value);
	return count;
}

static void print_not_found(FILE *out, jv unsupported)
{
	int named = 0;

	jv_array_foreach (unsupported, i, citation) {
		char *text = fr_json_text(citation, "text");

		if (text != NULL && named < NAMED_MOST) {
			fputs(named++ == 0 ? "; not found: \"" : ", \"", out);
			fr_log_put(out, text);
			putc('"', out);
		}
		free(text);
		jv_free(citation);
	}
	if (named == NAMED_MOST && jv_array_length(jv_copy(unsupported)) > named)
		fprintf(out, " and %d more", jv_array_length(jv_copy(unsupported)) - named);
}

/* What fr-verify found. */
static void print_check(FILE *out, jv row)
{
	jv verification = fr_log_json_of(row, "verification");
	jv unsupported = fr_json_get(verification, "unsupported");
	int cited = count_of(fr_json_get(verification, "cited"));
	int supported = count_of(fr_json_get(verification, "supported"));

	if (cited == 0) {
		fputs("evidence check: nothing is cited that can be looked up\n", out);
	} else if (cited > 0 && supported >= 0) {
		fprintf(out, "evidence check: %d of %d citations found", supported, cited);
		if (jv_get_kind(unsupported) == JV_KIND_ARRAY)
			print_not_found(out, unsupported);
		putc('\n', out);
	}
	jv_free(unsupported);
	jv_free(verification);
}

void fr_log_print_footer(FILE *out, const struct fr_markdown_look *look, jv row, const char *id, const char *how,
			 const char *where)
{
	fprintf(out, "\n%s", look->color ? "\033[2m" : "");
	if (jv_object_has(jv_copy(row), jv_string("diagnosis"))) {
		print_making(out, row);
		print_check(out, row);
	}
	if (where == NULL) {
		fputs("not kept", out);
	} else {
		fputs(strcmp(how, "spool") == 0 ? "spooled as " : "kept as ", out);
		fr_log_put(out, id);
		fputs(" in ", out);
		fr_log_put(out, where);
	}
	fprintf(out, "%s\n", look->color ? "\033[0m" : "");
}

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fr-log.h"
#include "json.h"

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

/* What fr-verify found. */
static void print_check(FILE *out, jv row)
{
	jv verification = fr_json_document(row, "verification");

	fr_check_write(out, verification);
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

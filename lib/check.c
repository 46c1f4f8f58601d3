#include "check.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"

#define NAMED_MOST 5 /* citations that were not found */

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
			fr_text_write(out, text, strlen(text), FR_MASK_ALL);
			putc('"', out);
		}
		free(text);
		jv_free(citation);
	}
	if (named == NAMED_MOST && jv_array_length(jv_copy(unsupported)) > named)
		fprintf(out, " and %d more", jv_array_length(jv_copy(unsupported)) - named);
}

bool fr_check_write(FILE *out, jv verification)
{
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
	return supported >= 0 && supported < cited;
}

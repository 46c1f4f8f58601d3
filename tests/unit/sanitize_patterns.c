/* Every pattern of share/sanitize finds its own example and leaves its counterexample, and comes to rest. */
#include "sanitize/patterns.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "json.h"

/* Pattern number which alone over text. */
static int apply(struct fr_patterns *patterns, int which, const char *text, struct fr_bytes *out)
{
	struct fr_bytes spare = { 0 };
	struct fr_counts counts = { 0 };
	int changed;

	patterns->in_sql = UINT64_C(1) << which;
	out->length = 0;
	fr_bytes_add(out, text, strlen(text));
	changed = fr_patterns_apply(patterns, FR_PATTERNS_SQL, out, &spare, &counts);
	fr_bytes_release(&spare);
	return changed;
}

/* What the tool's own hook would do is its own tests' business: here, that it is called. */
static int replace(void *unused, const char *as, const char *text, size_t length, struct fr_bytes *out,
		   struct fr_counts *counts)
{
	(void)unused, (void)text, (void)length, (void)counts;
	fr_bytes_text(out, as);
	return 0;
}

static void check_pattern(struct fr_patterns *patterns, int which, jv entry)
{
	char *match = fr_json_text(entry, "match"), *no_match = fr_json_text(entry, "no_match");
	struct fr_bytes out = { 0 };
	struct fr_error err;
	bool good = match != NULL && no_match != NULL && fr_patterns_compile(patterns, which, &err) == 0 &&
		    apply(patterns, which, match, &out) == 1 && apply(patterns, which, no_match, &out) == 0;

	CHECK(good);
	if (!good)
		fprintf(stderr, "pattern '%s'\n", patterns->of[which].name);
	if (good && patterns->of[which].as == NULL) {
		char *once;

		apply(patterns, which, match, &out);
		once = strndup(out.data, out.length);
		CHECK(apply(patterns, which, once, &out) == 0);
		free(once);
	}
	fr_bytes_release(&out);
	free(match);
	free(no_match);
}

int main(void)
{
	struct fr_patterns patterns;
	struct fr_share share;
	struct fr_error err;
	char *path;
	jv file, list;

	if (fr_share_init(&share, NULL, &err) < 0 || fr_patterns_load(&patterns, &share, &err) < 0) {
		fprintf(stderr, "%s\n", err.message);
		return 1;
	}
	patterns.replace = replace;
	path = fr_share_path(&share, "sanitize/secrets.json");
	file = fr_json_file(path);
	list = fr_json_get(file, "patterns");
	CHECK(jv_array_length(jv_copy(list)) == patterns.count);
	jv_array_foreach (list, i, entry) {
		check_pattern(&patterns, i, entry);
		jv_free(entry);
	}
	jv_free(list);
	jv_free(file);
	free(path);
	fr_patterns_release(&patterns);
	fr_share_release(&share);
	return check_end();
}

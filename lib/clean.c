#include "clean.h"

#include <stdio.h>

static void remember(void *state, const char *path, const char *kinds)
{
	struct fr_clean *clean = state;

	if (clean->field[0] != '\0')
		return;
	snprintf(clean->field, sizeof(clean->field), "%s", path);
	snprintf(clean->kinds, sizeof(clean->kinds), "%s", kinds);
}

int fr_clean_init(struct fr_clean *clean, const struct fr_share *share, const struct fr_sanitize_options *options,
		  struct fr_error *err)
{
	struct fr_sanitize_options checking = *options;

	checking.check = true;
	*clean = (struct fr_clean){ 0 };
	if (fr_sanitizer_new(&clean->sanitizer, share, &checking, err) < 0)
		return -1;
	fr_sanitizer_watch(clean->sanitizer, remember, clean);
	return 0;
}

void fr_clean_release(struct fr_clean *clean)
{
	fr_sanitizer_free(clean->sanitizer);
	clean->sanitizer = NULL;
}

void fr_clean_begin(struct fr_clean *clean)
{
	clean->field[0] = clean->kinds[0] = '\0';
}

bool fr_clean_evidence(struct fr_clean *clean, jv envelope)
{
	return fr_sanitize_check(clean->sanitizer, envelope) == 0;
}

bool fr_clean_strings(struct fr_clean *clean, const char *path, jv value)
{
	bool all = true;
	char inner[256];

	switch (jv_get_kind(value)) {
	case JV_KIND_STRING:
		all = fr_sanitize_check_text(clean->sanitizer, path, jv_string_value(value),
					     (size_t)jv_string_length_bytes(jv_copy(value)));
		break;
	case JV_KIND_ARRAY:
		jv_array_foreach (value, i, item) {
			snprintf(inner, sizeof(inner), "%.200s[%d]", path, i);
			all = fr_clean_strings(clean, inner, item) && all;
		}
		break;
	case JV_KIND_OBJECT:
		jv_object_foreach (value, key, member) {
			snprintf(inner, sizeof(inner), "%.120s.%.120s", path, jv_string_value(key));
			all = fr_clean_strings(clean, inner, member) && all;
			jv_free(key);
		}
		break;
	default:
		break;
	}
	jv_free(value);
	return all;
}

int fr_clean_refuse(const struct fr_clean *clean, struct fr_error *err)
{
	fr_error_set(err, FR_EX_NOPERM, "'%s' is not clean (%s)", clean->field, clean->kinds);
	return fr_error_hint(err, "fr-sanitize takes it out; it comes before fr-prompt");
}

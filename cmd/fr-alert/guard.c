#include "guard.h"

#include <stdio.h>

#include "json.h"

static void remember(void *state, const char *path, const char *kinds)
{
	struct guard *guard = state;

	if (guard->field[0] != '\0')
		return;
	snprintf(guard->field, sizeof(guard->field), "%s", path);
	snprintf(guard->kinds, sizeof(guard->kinds), "%s", kinds);
}

int guard_init(struct guard *guard, const struct fr_share *share, struct fr_error *err)
{
	struct fr_sanitize_options options = { .check = true };

	if (fr_sanitizer_new(&guard->sanitizer, share, &options, err) < 0)
		return -1;
	fr_sanitizer_watch(guard->sanitizer, remember, guard);
	return 0;
}

void guard_release(struct guard *guard)
{
	fr_sanitizer_free(guard->sanitizer);
	guard->sanitizer = NULL;
}

static bool is_clean(struct guard *guard, jv notice, const char *member)
{
	jv text = fr_json_get(notice, member);
	bool clean = jv_get_kind(text) != JV_KIND_STRING ||
		     fr_sanitize_check_text(guard->sanitizer, member, jv_string_value(text),
					    (size_t)jv_string_length_bytes(jv_copy(text)));

	jv_free(text);
	return clean;
}

int guard_check(struct guard *guard, jv envelope, jv notice, struct fr_error *err)
{
	guard->field[0] = guard->kinds[0] = '\0';
	if (fr_sanitize_check(guard->sanitizer, envelope) == 0 && is_clean(guard, notice, "title") &&
	    is_clean(guard, notice, "text"))
		return 0;
	fr_error_set(err, FR_EX_NOPERM, "'%s' is not clean (%s)", guard->field, guard->kinds);
	return fr_error_hint(err, "fr-sanitize takes it out; it comes before fr-prompt");
}

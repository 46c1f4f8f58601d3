#include "recorded.h"

#include <string.h>

#include "json.h"

/* The first row of a section's answer, or an invalid value. Consumes section. */
static jv first_row(jv section)
{
	jv rows = fr_json_get(section, "rows");

	jv_free(section);
	return jv_array_get(rows, 0);
}

static int take_reserved(struct evidence *evidence, const char *name, jv answer, struct fr_error *err)
{
	jv row = first_row(answer);

	if (jv_get_kind(row) != JV_KIND_OBJECT) {
		jv_free(row);
		return fr_error_set(err, FR_EX_DATAERR, "the recording is empty");
	}
	if (strcmp(name, "source") == 0)
		evidence_source(evidence, row);
	else
		evidence_coverage(evidence, row);
	return 0;
}

int recorded_gather(struct evidence *evidence, struct fr_recording *recording, const struct sections *sections,
		    const struct window *window, int limit, struct fr_error *err)
{
	for (size_t i = 0; i < sections->count; i++) {
		const struct section *section = &sections->all[i];
		struct fr_error why = { 0 };
		jv answer = jv_null();

		if (fr_recording_section(recording, section->sql, window->start_us, window->end_us, limit, &answer,
					 &why) < 0) {
			evidence_note(evidence, "%s: %s", section->name, why.message);
			answer = jv_null();
		}
		if (!section_is_reserved(section->name))
			evidence_section(evidence, section->name, section->shown, answer);
		else if (jv_get_kind(answer) != JV_KIND_OBJECT)
			jv_free(answer);
		else if (take_reserved(evidence, section->name, answer, err) < 0)
			return -1;
	}
	return 0;
}

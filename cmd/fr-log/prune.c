#include "fr-log.h"
#include "json.h"
#include "json_write.h"

static int prune(struct fr_store *store, void *state, struct fr_error *err)
{
	static const char *const statements[] = { "prune_diagnoses", "prune_errors" };
	const struct fr_log_options *options = state;

	for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
		jv before = fr_json_set(jv_object(), "before", jv_string(options->before)), row;

		if (fr_store_first(store, statements[i], before, &row, err) < 0)
			return -1;
		jv_free(row);
	}
	return 0;
}

static void tell(const struct fr_log_options *options, jv counts)
{
	if (options->format == FR_LOG_JSON) {
		counts = fr_json_set(jv_copy(counts), "before", jv_string(options->before));
		fr_json_write_line(stdout, fr_json_set(counts, "deleted", jv_bool(options->yes)));
		return;
	}
	printf("%s: diagnoses %.0f (%.0f of them judged), errors %.0f, all from before %.10s\n",
	       options->yes ? "deleted" : "to delete", fr_json_number(counts, "diagnoses", 0),
	       fr_json_number(counts, "with_feedback", 0), fr_json_number(counts, "errors", 0), options->before);
}

enum fr_exit fr_log_prune(const struct fr_log_options *options, char **operands, int count)
{
	struct fr_store *store;
	struct fr_error err;
	jv counts;

	(void)operands;
	(void)count;
	if (options->before[0] == '\0')
		fr_usage("prune needs --older-than");
	store = fr_log_open(options, options->yes ? FR_STORE_WRITE : FR_STORE_READ);
	counts = fr_log_first(store, "prune_count", fr_json_set(jv_object(), "before", jv_string(options->before)));
	if (options->yes && fr_store_transaction(store, prune, (void *)options, &err) < 0)
		fr_die(&err);
	tell(options, counts);
	if (!options->yes)
		fr_note("nothing was deleted: --yes does it");
	jv_free(counts);
	fr_store_free(store);
	return FR_EX_OK;
}

#include "cache.h"

#include "id.h"
#include "json.h"

/* The moment that many seconds from now, or before it. */
static jv seconds_from_now(int64_t seconds)
{
	const int64_t longest = INT64_C(1000) * 366 * 86400;
	char text[FR_TIME_BYTES];

	if (seconds > longest)
		seconds = longest;
	if (seconds < -longest)
		seconds = -longest;
	fr_time_format(text, fr_time_now_us() + seconds * 1000000);
	return jv_string(text);
}

int fr_cache_get(struct fr_store *store, const char *key, int64_t ttl_seconds, jv *response, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "key", jv_string(key));
	jv row;

	*response = jv_invalid();
	parameters = fr_json_set(parameters, "since", seconds_from_now(-ttl_seconds));
	parameters = fr_json_set(parameters, "now", seconds_from_now(0));
	if (fr_store_first(store, "cache_get", parameters, &row, err) < 0)
		return -1;
	*response = fr_json_get(row, "response");
	jv_free(row);
	return jv_is_valid(*response);
}

static int put(struct fr_store *store, void *parameters, struct fr_error *err)
{
	jv *given = parameters;
	jv none;

	if (fr_store_first(store, "cache_prune", jv_copy(*given), &none, err) < 0 ||
	    fr_store_first(store, "cache_put", jv_copy(*given), &none, err) < 0)
		return -1;
	jv_free(none);
	return 0;
}

int fr_cache_put(struct fr_store *store, const char *key, int64_t ttl_seconds, jv response, struct fr_error *err)
{
	jv parameters = fr_json_set(jv_object(), "key", jv_string(key));
	int status;

	parameters = fr_json_set(parameters, "now", seconds_from_now(0));
	parameters = fr_json_set(parameters, "expires_at", seconds_from_now(ttl_seconds));
	parameters = fr_json_set(parameters, "response", jv_dump_string(response, 0));
	status = fr_store_transaction(store, put, &parameters, err);
	jv_free(parameters);
	return status;
}

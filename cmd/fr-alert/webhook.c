/* Any receiver of JSON, signed after Standard Webhooks. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nettle/base64.h>
#include <nettle/hmac.h>

#include "id.h"
#include "json.h"
#include "sink.h"

#define PREFIX "whsec_"
#define KEY_BYTES_LEAST 24
#define KEY_BYTES_MOST 64

/* The bytes behind "whsec_…". The length, or -1. */
static int key_of(const char *secret, uint8_t key[static BASE64_DECODE_LENGTH(128)])
{
	const char *text = strncmp(secret, PREFIX, strlen(PREFIX)) == 0 ? secret + strlen(PREFIX) : secret;
	struct base64_decode_ctx context;
	size_t length = BASE64_DECODE_LENGTH(128);

	base64_decode_init(&context);
	if (strlen(text) > 128 || !base64_decode_update(&context, &length, key, strlen(text), text) ||
	    !base64_decode_final(&context) || length < KEY_BYTES_LEAST || length > KEY_BYTES_MOST)
		return -1;
	return (int)length;
}

/* id.timestamp.body, as "v1," and base64; the caller frees it. */
static char *signature_of(const struct sink_request *request, const char *id, const char *timestamp, const uint8_t *key,
			  size_t length)
{
	struct hmac_sha256_ctx context;
	uint8_t digest[SHA256_DIGEST_SIZE];
	char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = { 0 };
	char *header;

	hmac_sha256_set_key(&context, length, key);
	hmac_sha256_update(&context, strlen(id), (const uint8_t *)id);
	hmac_sha256_update(&context, 1, (const uint8_t *)".");
	hmac_sha256_update(&context, strlen(timestamp), (const uint8_t *)timestamp);
	hmac_sha256_update(&context, 1, (const uint8_t *)".");
	hmac_sha256_update(&context, request->length, (const uint8_t *)request->body);
	hmac_sha256_digest(&context, sizeof(digest), digest);
	explicit_bzero(&context, sizeof(context));
	base64_encode_raw(text, sizeof(digest), digest);
	return asprintf(&header, "webhook-signature: v1,%s", text) < 0 ? NULL : header;
}

static int sign(struct sink_request *request, const char *message_id, const char *secret, struct fr_error *err)
{
	uint8_t key[BASE64_DECODE_LENGTH(128)];
	int length = key_of(secret, key);
	char timestamp[24];

	if (length < 0) {
		fr_error_set(err, FR_EX_CONFIG, "the webhook's secret is not 24 to 64 bytes in base64");
		return fr_error_hint(err, "make one with: printf 'whsec_%%s' \"$(openssl rand -base64 32)\"");
	}
	snprintf(timestamp, sizeof(timestamp), "%" PRId64, fr_time_now_us() / 1000000);
	if (asprintf(&request->headers[1], "webhook-id: %s", message_id) < 0 ||
	    asprintf(&request->headers[2], "webhook-timestamp: %s", timestamp) < 0)
		abort();
	request->headers[3] = signature_of(request, message_id, timestamp, key, (size_t)length);
	explicit_bzero(key, sizeof(key));
	return 0;
}

static int prepare(struct sink_request *request, jv notice, const char *message_id, const char *secret,
		   struct fr_error *err)
{
	char now[FR_TIME_BYTES];
	char type[64];
	char *action = fr_json_text(notice, "action");
	jv event = fr_json_set(jv_object(), "data", jv_copy(notice));

	snprintf(type, sizeof(type), "incident.%s", action);
	free(action);
	fr_time_now(now);
	event = fr_json_set(event, "type", jv_string(type));
	event = fr_json_set(event, "timestamp", jv_string(now));
	request->headers[0] = strdup("content-type: application/json");
	sink_request_body(request, event);
	return sign(request, message_id, secret, err);
}

static enum sink_verdict judge(long status, const char *body)
{
	(void)body;
	return sink_judge_status(status);
}

const struct sink sink_webhook = { .name = "webhook",
				   .secret_name = "webhook_secret",
				   .url_key = "webhook_url",
				   .spacing_ms = 1000,
				   .prepare = prepare,
				   .judge = judge };

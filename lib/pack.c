#include "pack.h"

#include <nettle/base64.h>
#include <stdlib.h>
#include <zlib.h>

#include "bytes.h"
#include "envelope.h"

static unsigned char *room_for(size_t bytes)
{
	unsigned char *room = malloc(bytes > 0 ? bytes : 1);

	if (room == NULL)
		abort();
	return room;
}

jv fr_pack(jv value)
{
	jv dumped = jv_dump_string(value, 0);
	uLong length = (uLong)jv_string_length_bytes(jv_copy(dumped));
	uLongf bytes = compressBound(length);
	unsigned char *deflated = room_for(bytes);
	char *text;
	jv packed;

	if (compress2(deflated, &bytes, (const Bytef *)jv_string_value(dumped), length, Z_DEFAULT_COMPRESSION) != Z_OK)
		abort(); /* there is room, so memory is all that it can lack */
	jv_free(dumped);
	text = (char *)room_for(BASE64_ENCODE_RAW_LENGTH(bytes));
	base64_encode_raw(text, bytes, deflated);
	packed = jv_string_sized(text, (int)BASE64_ENCODE_RAW_LENGTH(bytes));
	free(deflated);
	free(text);
	return packed;
}

/* How many it comes to is not written down: as many as there are. -1 when it is damaged or too much. */
static int inflate_into(struct fr_bytes *out, const unsigned char *deflated, size_t bytes)
{
	z_stream stream = { .next_in = (Bytef *)deflated, .avail_in = (uInt)bytes };
	int code = inflateInit(&stream);
	char chunk[65536];

	while (code == Z_OK && out->length <= FR_MAX_BYTES) {
		stream.next_out = (Bytef *)chunk;
		stream.avail_out = sizeof(chunk);
		code = inflate(&stream, Z_NO_FLUSH);
		if (code == Z_OK || code == Z_STREAM_END)
			fr_bytes_add(out, chunk, sizeof(chunk) - stream.avail_out);
	}
	inflateEnd(&stream);
	return code == Z_STREAM_END && out->length <= FR_MAX_BYTES ? 0 : -1;
}

jv fr_unpack(jv packed)
{
	struct base64_decode_ctx base64;
	struct fr_bytes out = { 0 };
	jv value = jv_invalid();
	size_t length, bytes;
	unsigned char *deflated;

	if (jv_get_kind(packed) != JV_KIND_STRING) {
		jv_free(packed);
		return value;
	}
	length = (size_t)jv_string_length_bytes(jv_copy(packed));
	bytes = BASE64_DECODE_LENGTH(length);
	deflated = room_for(bytes);
	base64_decode_init(&base64);
	if (base64_decode_update(&base64, &bytes, deflated, length, jv_string_value(packed)) == 1 &&
	    base64_decode_final(&base64) == 1 && inflate_into(&out, deflated, bytes) == 0)
		value = jv_parse_sized(out.data, (int)out.length);
	if (!jv_is_valid(value)) {
		jv_free(value);
		value = jv_invalid();
	}
	fr_bytes_release(&out);
	free(deflated);
	jv_free(packed);
	return value;
}

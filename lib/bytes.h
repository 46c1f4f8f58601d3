/*
 * bytes.h: text that grows, of any bytes, NUL included.
 *
 *	struct fr_bytes out = {0};
 *
 *	fr_bytes_add(&out, text, length);
 *	fwrite(out.data, 1, out.length, stdout);
 *	fr_bytes_release(&out);
 *
 * Running out of memory aborts, as it does in libjq.
 */
#ifndef FR_BYTES_H
#define FR_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct fr_bytes {
	char *data; /* no NUL behind it; NULL as long as nothing was added */
	size_t length;
	size_t room;
};

/* Make room for length bytes more, so that they can be added without a move. */
void fr_bytes_reserve(struct fr_bytes *bytes, size_t length);

static inline void fr_bytes_add(struct fr_bytes *bytes, const char *text, size_t length)
{
	if (bytes->room - bytes->length < length)
		fr_bytes_reserve(bytes, length);
	if (length > 0)
		memcpy(bytes->data + bytes->length, text, length);
	bytes->length += length;
}

static inline void fr_bytes_text(struct fr_bytes *bytes, const char *text)
{
	fr_bytes_add(bytes, text, strlen(text));
}

void fr_bytes_release(struct fr_bytes *bytes);

/* Is c part of a word? Every byte beyond ASCII is, as in PostgreSQL's identifiers, and in every locale. */
static inline bool fr_is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
	       (c & 0x80) != 0;
}

#endif

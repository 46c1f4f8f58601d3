#include "bytes.h"

#include <stdlib.h>

void fr_bytes_reserve(struct fr_bytes *bytes, size_t length)
{
	size_t need, room;

	if (__builtin_add_overflow(bytes->length, length, &need))
		abort();
	if (need <= bytes->room)
		return;
	room = bytes->room < 256 ? 256 : bytes->room;
	while (room < need)
		if (__builtin_mul_overflow(room, 2, &room))
			abort();
	bytes->data = realloc(bytes->data, room);
	if (bytes->data == NULL)
		abort();
	bytes->room = room;
}

void fr_bytes_release(struct fr_bytes *bytes)
{
	free(bytes->data);
	*bytes = (struct fr_bytes){ 0 };
}

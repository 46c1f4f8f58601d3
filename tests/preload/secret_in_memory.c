/*
 * Preloaded into a tool: when it ends, $SECRET_FOUND gets a line with how often a secret stands in its memory, freed
 * memory included. $SECRET_MASKED is the secret, each byte in hexadecimal and flipped by 0x5a, so that it does
 * not find itself.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FLIP 0x5a

static bool stands_at(const volatile unsigned char *at, const unsigned char *masked, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((at[i] ^ FLIP) != masked[i])
			return false;
	return true;
}

static size_t count_all(FILE *maps, const unsigned char *masked, size_t length)
{
	unsigned long start, end;
	char line[4096], readable;
	size_t found = 0;

	while (fgets(line, sizeof(line), maps) != NULL) {
		if (sscanf(line, "%lx-%lx %c", &start, &end, &readable) != 3 || readable != 'r' ||
		    strstr(line, "[v") != NULL) /* the kernel's pages cannot all be read */
			continue;
		for (unsigned long at = start; at + length <= end; at++)
			found += stands_at((const volatile unsigned char *)at, masked, length);
	}
	return found;
}

__attribute__((destructor)) static void search(void)
{
	const char *hex = getenv("SECRET_MASKED"), *path = getenv("SECRET_FOUND");
	unsigned char masked[128];
	size_t length = 0;
	FILE *maps = fopen("/proc/self/maps", "r"), *out = path != NULL ? fopen(path, "a") : NULL;

	if (hex == NULL || maps == NULL || out == NULL)
		return;
	for (unsigned byte; length < sizeof(masked) && sscanf(hex + 2 * length, "%2x", &byte) == 1; length++)
		masked[length] = (unsigned char)byte;
	fprintf(out, "%zu\n", count_all(maps, masked, length));
	fclose(out);
	fclose(maps);
}

#include "sanitize/counts.h"

#include <stdlib.h>
#include <string.h>

void fr_count(struct fr_counts *counts, const char *kind, size_t times)
{
	size_t i;

	if (times == 0)
		return;
	for (i = 0; i < counts->kinds; i++)
		if (counts->of[i].kind == kind || strcmp(counts->of[i].kind, kind) == 0)
			break;
	if (i == FR_COUNTS_MOST)
		abort();
	if (i == counts->kinds) {
		counts->of[i].kind = kind;
		counts->kinds++;
	}
	counts->of[i].times += times;
}

/* check.h: assertions of the C tests. main ends with `return check_end();`. */
#ifndef FR_CHECK_H
#define FR_CHECK_H

#include <stdio.h>

static int check_passed, check_failed;

#define CHECK(condition)                                                                                               \
	do {                                                                                                           \
		if (condition) {                                                                                       \
			check_passed++;                                                                                \
		} else {                                                                                               \
			check_failed++;                                                                                \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                                \
		}                                                                                                      \
	} while (0)

static inline int check_end(void)
{
	printf("%d passed, %d failed\n", check_passed, check_failed);
	return check_failed > 0;
}

#endif

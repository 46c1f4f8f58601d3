/*
 * cues.h: the words of a line that say that a number is worked out from others, and how.
 *
 *	unsigned cues = cues_read(answer);		// of the line
 *	cues = cues_beside(answer, citation, cues);	// that hold for one of its numbers
 *
 * A set of enum cue. Both borrow.
 */
#ifndef CUES_H
#define CUES_H

#include "answer.h"

enum cue {
	CUE_SUM_WORD = 1,   /* "in total", "remaining" */
	CUE_SUM_SIGN = 2,   /* 3 + 4 = 7 */
	CUE_EACH = 4,       /* "each", "on average" */
	CUE_COMPARED = 8,   /* "slower", "more" */
	CUE_PRODUCT = 16,   /* 3 x 4 = 12 */
	CUE_REST = 32,      /* "12 % (88 % not)" */
	CUE_WHOLE = 128,    /* "7.9 % of all" */
	CUE_RECORDED = 256, /* "84.2 % of samples": recorded, not worked out */
	CUE_TIME = 512,     /* "43 % of the time" */
	CUE_WINDOW = 64     /* "11 s into the window" */
};

unsigned cues_read(const struct answer *answer);
unsigned cues_beside(const struct answer *answer, const struct citation *citation, unsigned cues);

#endif

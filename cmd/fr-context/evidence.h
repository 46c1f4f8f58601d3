/*
 * evidence.h: what fr-context finds out, whatever the source: the members .source, .coverage and .context.
 */
#ifndef FR_CONTEXT_EVIDENCE_H
#define FR_CONTEXT_EVIDENCE_H

#include <stdbool.h>

#include <jv.h>

struct evidence {
	struct evidence *before; /* the same of the baseline's window; NULL when none is asked for */
	jv source;
	jv coverage; /* always has the array .notes */
	jv context;
	double severity; /* of the worst anomaly: 0 none, 1 low … 4 critical; -1 when that cannot be told */
};

void evidence_init(struct evidence *evidence, const char *kind);
void evidence_release(struct evidence *evidence);

/* One more line of coverage.notes. */
void evidence_note(struct evidence *evidence, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The members of row into .source, whose kind stays. Consumes row. */
void evidence_source(struct evidence *evidence, jv row);

/* The members of row into .coverage, its notes before those that are there. Consumes row. */
void evidence_coverage(struct evidence *evidence, jv row);

/* {"rows", "returned", "total", "truncated"} from rows, whose column fr_total goes. Consumes rows. */
jv evidence_rows(jv rows);

/* A section, or jv_null() when it could not be read. The severity is taken from anomalies. Consumes section. */
void evidence_section(struct evidence *evidence, const char *name, bool shown, jv section);

/*
 * What .baseline is: the sections of before, jv_null() when nothing was recorded then. The notes on it follow those
 * that are there, each said to be the baseline's. Start and end are its window's, for the notes. The caller frees it.
 */
jv evidence_baseline(struct evidence *evidence, const char *start, const char *end);

/* 1 low to 4 critical, as the recorder names them; 0 for any other word. */
int evidence_severity(const char *name);

#endif

/*
 * derive.h: what follows from the evidence by one step, put into its index. All borrow their JSON.
 */
#ifndef DERIVE_H
#define DERIVE_H

#include "evidence.h"

/* The times between the times of one row. */
void derive_spans(struct evidence *evidence, jv row);

/* Each column of a row a call, a row, a second. */
void derive_rates(struct evidence *evidence, jv row);

/* What a node of a plan costs without those below it. Anything else has no "Total Cost". */
void derive_node(struct evidence *evidence, jv object);

/* Sums of two columns of a row, and each in percent of it: commits and rollbacks. */
void derive_pairs(struct evidence *evidence, jv row);

/* Sessions of a row that says what state they were in: "84 idle". */
void derive_state(struct evidence *evidence, jv row);

/* The sum of each column of a section, and each row's part of it. Rows are an array of objects. */
void derive_sums(struct evidence *evidence, jv rows);

/* How one column stands to another (to its own greatest value, which is the whole): in times, in percent, and what is
 * left. The last step, when all columns are known. */
void derive_ratios(struct evidence *evidence);

#endif

/* evidence_internal.h: what the files of evidence.c share. */
#ifndef EVIDENCE_INTERNAL_H
#define EVIDENCE_INTERNAL_H

#include "evidence.h"

/* The words of a text from at on, as names. */
void evidence_words(struct evidence *evidence, const char *text, size_t length, size_t at);

/* SQL: its words are names, its numbers are numbers and nothing else. */
void evidence_query(struct evidence *evidence, const char *text, size_t length);

/* Any other text. */
void evidence_text(struct evidence *evidence, const char *text, size_t length);

/* A row that may be of a setting: {name or parameter_name, value or setting or old_value …, unit}. */
void evidence_settings(struct evidence *evidence, jv row);

#endif

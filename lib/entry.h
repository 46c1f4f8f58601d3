/*
 * entry.h: what the store keeps of an envelope.
 *
 * An entry is a flat object. Its member "table" is ai_diagnoses or ai_errors; the others are that table's
 * columns (share/store/sqlite/0001…sql), as strings, whole numbers, booleans and nulls. JSON columns hold
 * JSON as a string. question is .question.text, or the statement of the prompt explain. created_at is now, envelope_id
 * and fresh_id are fit for a log_id.
 */
#ifndef FR_ENTRY_H
#define FR_ENTRY_H

#include <stdbool.h>

#include <jv.h>

#include "error.h"

/*
 * The entry of an envelope: of its .error when it has one, else of its .response.text. jv_invalid() without a message
 * when it has neither. Borrows the envelope; the caller frees the entry.
 */
jv fr_entry(jv envelope, bool auto_generated);

/*
 * The entry with the whole envelope (pack.h), but for .log, so that it can be sent through another prompt or model.
 * Consumes entry, borrows envelope.
 */
jv fr_entry_add_envelope(jv entry, jv envelope);

/*
 * The entry of a line that fr-log export wrote: the columns of a row with "kind", diagnosis or error, and with its
 * envelope as it is. It keeps its id as "wanted_id". Borrows line; the caller frees the entry. jv_invalid() and
 * FR_EX_DATAERR when it is no such line.
 */
jv fr_entry_of_export(jv line, struct fr_error *err);

/* Is text what an id is made of: 1 to 64 of A-Z a-z 0-9 . _ : - ? */
bool fr_entry_id_good(const char *text);

#endif

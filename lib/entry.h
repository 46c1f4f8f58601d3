/*
 * entry.h: what the store keeps of an envelope.
 *
 * An entry is a flat object. Its member "table" is ai_diagnoses or ai_errors; the others are that table's
 * columns (share/store/sqlite/0001…sql), as strings, whole numbers, booleans and nulls. JSON columns hold
 * JSON as a string. created_at is now, envelope_id and fresh_id are fit for a log_id.
 */
#ifndef FR_ENTRY_H
#define FR_ENTRY_H

#include <stdbool.h>

#include <jv.h>

/*
 * The entry of an envelope: of its .error when it has one, else of its .response.text. jv_invalid() without a message
 * when it has neither. Borrows the envelope; the caller frees the entry.
 */
jv fr_entry(jv envelope, bool auto_generated);

/* Is text what an id is made of: 1 to 64 of A-Z a-z 0-9 . _ : - ? */
bool fr_entry_id_good(const char *text);

#endif

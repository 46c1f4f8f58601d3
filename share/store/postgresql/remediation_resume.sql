-- Parameters: now, resumed_by. What was stopped may go on.
UPDATE ai_remediation_stops SET resumed_at = :now::timestamptz, resumed_by = :resumed_by WHERE resumed_at IS NULL;

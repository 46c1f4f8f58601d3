-- Parameters: none. Who stopped everything, and why.
SELECT stopped_at, stopped_by, reason FROM ai_remediation_stops WHERE resumed_at IS NULL ORDER BY id LIMIT 1;

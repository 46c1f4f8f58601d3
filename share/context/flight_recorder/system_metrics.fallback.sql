-- system_metrics, where the recorder's tables are missing or closed to this role: its compare alone, for the window as it is.
-- parameters: $1 start timestamptz, $2 end timestamptz
SELECT
	c.*,
	NULL::integer AS connections_total,
	NULL::integer AS connections_max,
	NULL::bigint AS xact_commit_delta,
	NULL::bigint AS xact_rollback_delta,
	NULL::bigint AS deadlocks_delta
FROM flight_recorder.compare($1::timestamptz, $2::timestamptz) AS c

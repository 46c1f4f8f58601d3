-- timeline, where the recorder's ring or activity samples are missing or closed to this role: checkpoints alone.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
SELECT DISTINCT checkpoint_time AS event_time, 'checkpoint' AS event_type, 'a checkpoint begins' AS description, NULL::integer AS pid,
	NULL::text AS application_name
FROM flight_recorder.snapshots
WHERE checkpoint_time BETWEEN $1::timestamptz AND $2::timestamptz
ORDER BY checkpoint_time
LIMIT $3::integer

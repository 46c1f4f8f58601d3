-- coverage, where some of the recorder's tables are missing or closed to this role: what its snapshots and archives say.
-- parameters: $1 start timestamptz, $2 end timestamptz
SELECT
	(SELECT count(*) FROM flight_recorder.snapshots
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz) AS snapshots,
	(SELECT count(DISTINCT captured_at) FROM flight_recorder.wait_samples_archive
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz) AS samples,
	(SELECT count(DISTINCT snapshot_id) FROM flight_recorder.statement_snapshots JOIN flight_recorder.snapshots ON id = snapshot_id
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz) AS statement_snapshots,
	jsonb_build_array('gaps and failed collections are not known') AS notes

-- description: Indexes that nothing, or hardly anything, scanned for a while (last_scan_count), as far as the record goes back
--   (recorded_since). Those that keep a rule, primary keys and unique ones, and the recorder's own are left out.
-- parameter: lookback interval = 7d: how far back to look
SELECT schemaname, relname, indexrelname, index_size, last_scan_count,
	(SELECT min(captured_at) FROM flight_recorder.snapshots WHERE captured_at > now() - $1::interval) AS recorded_since
FROM flight_recorder.unused_indexes($1::interval) AS found
WHERE schemaname <> 'flight_recorder' AND NOT EXISTS (
	SELECT FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE c.relname = found.indexrelname AND n.nspname = found.schemaname AND indisunique)
ORDER BY last_scan_count, pg_size_bytes(regexp_replace(index_size, ' B$', ' bytes')) DESC, indexrelname

-- A statement has a row where it was called since its last one; our own have none. (Whether leading
-- comments belong to a text differs between releases.)
INSERT OR IGNORE INTO statements (queryid, snapshot_id, calls, total_exec_time, rows, shared_blks_hit, shared_blks_read, temp_blks_read,
	temp_blks_written, wal_bytes)
SELECT value ->> 0, :snapshot, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8
FROM json_each(:doc) new
WHERE value ->> 1 IS NOT (SELECT calls FROM statements WHERE queryid = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1)
	AND value ->> 0 NOT IN (SELECT queryid FROM statement_texts x JOIN texts t ON t.id = x.text_id WHERE t.text LIKE '-- fr-record:%' OR t.text LIKE '%/* fr-record */%');

-- An index has a row where it was used, or grew, since its last one; and one more when it is not there any more.
INSERT INTO indexes (indexrelid, snapshot_id, schemaname, relname, indexrelname, idx_scan, idx_tup_read, idx_tup_fetch, relpages, is_unique, is_gone)
SELECT value ->> 0, :snapshot, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, 0
FROM json_each(:doc) new
WHERE (value ->> 4, value ->> 5, value ->> 7, 0) IS NOT (SELECT idx_scan, idx_tup_read, relpages, is_gone
	FROM indexes WHERE indexrelid = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1);
INSERT INTO indexes (indexrelid, snapshot_id, schemaname, relname, indexrelname, idx_scan, idx_tup_read, idx_tup_fetch, relpages, is_unique, is_gone)
SELECT indexrelid, :snapshot, schemaname, relname, indexrelname, idx_scan, idx_tup_read, idx_tup_fetch, relpages, is_unique, 1
FROM (SELECT *, max(snapshot_id) FROM indexes GROUP BY indexrelid)
WHERE NOT is_gone AND indexrelid NOT IN (SELECT value ->> 0 FROM json_each(:doc)) AND json_array_length(:doc) < 2000;

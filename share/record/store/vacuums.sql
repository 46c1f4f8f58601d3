INSERT OR REPLACE INTO vacuums (snapshot_id, pid, datname, relname, phase, heap_blks_total, heap_blks_scanned, started_us)
SELECT :snapshot, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6 FROM json_each(:doc);

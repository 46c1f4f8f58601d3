-- A setting has a row where it differs from what it was.
INSERT INTO settings (snapshot_id, name, setting, unit, source)
SELECT :snapshot, value ->> 0, value ->> 1, value ->> 2, value ->> 3
FROM json_each(:doc) new
WHERE (value ->> 1, value ->> 3) IS NOT (SELECT setting, source FROM settings WHERE name = new.value ->> 0 ORDER BY snapshot_id DESC LIMIT 1);

INSERT OR REPLACE INTO ages (snapshot_id, kind, name, xid_age, mxid_age)
SELECT :snapshot, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(:doc);

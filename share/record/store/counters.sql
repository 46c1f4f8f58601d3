-- Where the numbers of a part go that has no file of its own here: every member of its object is a counter.
INSERT OR REPLACE INTO counters (name, snapshot_id, value)
SELECT key, :snapshot, value FROM json_each(:doc) WHERE type IN ('integer', 'real');

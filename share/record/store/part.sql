-- This part of the snapshot was read.
INSERT OR IGNORE INTO snapshot_parts (snapshot_id, part) VALUES (:snapshot, :part);

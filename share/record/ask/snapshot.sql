-- Begins a snapshot, which is taken right behind a sample, and gives its id.
INSERT INTO snapshots (at_us) SELECT at_us FROM samples ORDER BY id DESC LIMIT 1 RETURNING id;

-- Why something is missing. A part says the same thing again and again: once is enough.
INSERT OR IGNORE INTO notes (at_us, kind, note)
SELECT ifnull((SELECT at_us FROM samples ORDER BY id DESC LIMIT 1), (SELECT max(started_us) FROM runs)), :kind, :note
WHERE :kind <> 'part' OR :note NOT IN (SELECT note FROM notes WHERE kind = 'part');

-- The beginning of a run, or what comes after a gap. :doc is what session.sql gave, :interval_us the pace.
INSERT OR REPLACE INTO meta (name, value) SELECT key, value FROM json_each(:doc) WHERE key <> 'at_us';
INSERT INTO runs (started_us, interval_us, role) VALUES (json_extract(:doc, '$.at_us'), :interval_us, json_extract(:doc, '$.role'));

INSERT OR IGNORE INTO notes (at_us, kind, note)
SELECT json_extract(:doc, '$.at_us'), 'part', 'role ''' || json_extract(:doc, '$.role')
	|| ''' is not in pg_monitor: of other roles no statements were seen, and of their sessions only waits for locks'
WHERE NOT json_extract(:doc, '$.may_read_all');
INSERT OR IGNORE INTO notes (at_us, kind, note)
SELECT json_extract(:doc, '$.at_us'), 'part', 'slow_queries: the extension pg_stat_statements is not in database '''
	|| json_extract(:doc, '$.database') || ''''
WHERE json_extract(:doc, '$.statements_schema') IS NULL;

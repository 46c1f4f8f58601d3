-- Where a sample goes. :doc is what sample.sql gave, :run the run.
INSERT INTO samples (at_us, run_id) VALUES (json_extract(:doc, '$.at_us'), :run);

INSERT OR IGNORE INTO session_groups (backend_type, state, usename, application_name, wait_event_type, wait_event)
SELECT ifnull(value ->> 0, ''), ifnull(value ->> 1, ''), ifnull(value ->> 2, ''), ifnull(value ->> 3, ''),
	ifnull(value ->> 4, ''), ifnull(value ->> 5, '')
FROM json_each(:doc, '$.groups');

INSERT INTO session_counts (sample_id, group_id, sessions)
SELECT (SELECT max(id) FROM samples), g.id, sum(value ->> 6)
FROM json_each(:doc, '$.groups')
JOIN session_groups g ON (g.backend_type, g.state, g.usename, g.application_name, g.wait_event_type, g.wait_event)
	= (ifnull(value ->> 0, ''), ifnull(value ->> 1, ''), ifnull(value ->> 2, ''), ifnull(value ->> 3, ''),
	ifnull(value ->> 4, ''), ifnull(value ->> 5, ''))
GROUP BY g.id;

-- The sessions, taken apart once for the statements that follow.
DELETE FROM temp.incoming;
INSERT OR IGNORE INTO temp.incoming
SELECT value ->> 0, ifnull(value ->> 1, 0), ifnull(value ->> 2, ''), ifnull(value ->> 3, ''), ifnull(value ->> 4, ''),
	ifnull(value ->> 5, ''), ifnull(value ->> 6, ''), value ->> 7, value ->> 8, value ->> 9, substr(value ->> 10, 1, 500),
	value ->> 11, value ->> 12, value ->> 13
FROM json_each(:doc, '$.sessions');

INSERT OR IGNORE INTO texts (text)
SELECT state FROM temp.incoming WHERE state IS NOT NULL
UNION SELECT wait_event_type FROM temp.incoming WHERE wait_event_type IS NOT NULL
UNION SELECT wait_event FROM temp.incoming WHERE wait_event IS NOT NULL
UNION SELECT query FROM temp.incoming WHERE query IS NOT NULL
EXCEPT SELECT text FROM texts;

INSERT OR IGNORE INTO sessions (pid, backend_start_us, backend_type, datname, usename, application_name, client_addr)
SELECT pid, backend_start_us, backend_type, datname, usename, application_name, client_addr FROM temp.incoming;

INSERT INTO session_samples (sample_id, session_id, state_id, wait_event_type_id, wait_event_id, query_id, xact_start_us, query_start_us,
	state_change_us)
SELECT (SELECT max(id) FROM samples), s.id, (SELECT id FROM texts WHERE text = i.state),
	(SELECT id FROM texts WHERE text = i.wait_event_type), (SELECT id FROM texts WHERE text = i.wait_event),
	(SELECT id FROM texts WHERE text = i.query), i.xact_start_us, i.query_start_us, i.state_change_us
FROM temp.incoming i
JOIN sessions s ON (s.pid, s.backend_start_us, s.application_name, s.backend_type, s.datname, s.usename, s.client_addr)
	= (i.pid, i.backend_start_us, i.application_name, i.backend_type, i.datname, i.usename, i.client_addr);

-- Who blocks whom, from the roots outwards: that is one step for each pair, where following every chain would be their cube.
DELETE FROM temp.edges;
INSERT OR IGNORE INTO temp.edges (blocked_pid, blocking_pid)
SELECT w.value ->> 0, b.value FROM json_each(:doc, '$.locks') w, json_each(w.value, '$[1]') b;

INSERT OR IGNORE INTO texts (text)
SELECT value ->> 2 FROM json_each(:doc, '$.locks') WHERE value ->> 2 IS NOT NULL
UNION SELECT value ->> 3 FROM json_each(:doc, '$.locks') WHERE value ->> 3 IS NOT NULL
UNION SELECT value ->> 4 FROM json_each(:doc, '$.locks') WHERE value ->> 4 IS NOT NULL
EXCEPT SELECT text FROM texts;

WITH RECURSIVE reached (blocked_pid, blocking_pid) AS (
	SELECT blocked_pid, blocking_pid FROM temp.edges WHERE blocking_pid NOT IN (SELECT blocked_pid FROM temp.edges)
	UNION
	SELECT e.blocked_pid, r.blocking_pid FROM reached r JOIN temp.edges e ON e.blocking_pid = r.blocked_pid
), blocks AS (
	SELECT blocked_pid, blocking_pid, 1 AS is_root FROM reached
	UNION ALL
	SELECT blocked_pid, blocking_pid, 0 FROM temp.edges WHERE blocking_pid IN (SELECT blocked_pid FROM temp.edges)
)
INSERT INTO lock_samples (sample_id, blocked_pid, blocking_pid, is_root, is_direct, locktype_id, mode_id, relation_id, waitstart_us)
SELECT (SELECT max(id) FROM samples), w.value ->> 0, b.blocking_pid, ifnull(b.is_root, 0),
	EXISTS (SELECT 1 FROM temp.edges e WHERE (e.blocking_pid, e.blocked_pid) = (b.blocking_pid, b.blocked_pid)),
	(SELECT id FROM texts WHERE text = w.value ->> 2), (SELECT id FROM texts WHERE text = w.value ->> 3),
	(SELECT id FROM texts WHERE text = w.value ->> 4), w.value ->> 5
FROM json_each(:doc, '$.locks') w LEFT JOIN blocks b ON b.blocked_pid = w.value ->> 0;

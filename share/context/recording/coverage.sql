-- coverage: what the recording holds of the window, and what it does not. One row, the members of .coverage.
-- parameters: :start_us, :end_us
WITH sampled AS MATERIALIZED ( -- with the ones beside the window, so that a gap at its edge is seen
	SELECT p.at_us, lag(p.at_us) OVER (ORDER BY p.id) AS before_us, r.interval_us
	FROM samples p JOIN runs r ON r.id = p.run_id
	WHERE p.at_us >= ifnull((SELECT max(at_us) FROM samples WHERE at_us < :start_us), 0)
		AND p.at_us <= ifnull((SELECT min(at_us) FROM samples WHERE at_us > :end_us), :end_us)
), gaps AS (
	SELECT before_us, at_us FROM sampled
	WHERE at_us - before_us > max(3 * interval_us, 2000000) AND at_us > :start_us AND before_us < :end_us
), span AS (
	SELECT min(at_us) AS first_us, max(at_us) AS last_us, (SELECT max(interval_us) FROM sampled) AS interval_us FROM samples
), near AS (
	SELECT max(id) AS id FROM snapshots WHERE at_us <= :start_us AND at_us >= :start_us - max(300000000, :end_us - :start_us)
), bounds AS (
	SELECT coalesce((SELECT id FROM near), (SELECT min(id) FROM snapshots WHERE at_us BETWEEN :start_us AND :end_us)) AS from_id,
		coalesce((SELECT min(id) FROM snapshots WHERE at_us >= :end_us), (SELECT max(id) FROM snapshots)) AS to_id
), edges AS (
	SELECT from_id, to_id, f.at_us AS from_us, t.at_us AS to_us
	FROM bounds JOIN snapshots f ON f.id = from_id JOIN snapshots t ON t.id = to_id
	WHERE from_id < to_id
), resets AS (
	SELECT p.at_us FROM (SELECT snapshot_id, value < lag(value) OVER (PARTITION BY name ORDER BY snapshot_id) AS back
		FROM edges, counters WHERE snapshot_id BETWEEN from_id AND to_id
			AND name IN ('xact_commit', 'ckpt_timed', 'ckpt_requested', 'bgw_buffers_alloc'))
	JOIN snapshots p ON p.id = snapshot_id
	WHERE back
), said (place, note) AS (
	SELECT 1, 'the recording holds no sample' FROM span WHERE first_us IS NULL
	UNION ALL
	SELECT 1, 'the recording begins at ' || strftime('%Y-%m-%dT%H:%M:%SZ', first_us / 1e6, 'unixepoch')
	FROM span WHERE first_us > :start_us + ifnull(interval_us, 0) + 1000000
	UNION ALL
	SELECT 1, 'the recording ends at ' || strftime('%Y-%m-%dT%H:%M:%SZ', last_us / 1e6, 'unixepoch')
	FROM span WHERE last_us < :end_us - ifnull(interval_us, 0) - 1000000
	UNION ALL
	SELECT 2, 'no samples from ' || strftime('%Y-%m-%dT%H:%M:%SZ', before_us / 1e6, 'unixepoch') || ' to '
		|| strftime('%Y-%m-%dT%H:%M:%SZ', at_us / 1e6, 'unixepoch')
		|| ifnull((SELECT ' (' || note || ')' FROM notes WHERE kind = 'gap' AND notes.at_us BETWEEN gaps.before_us AND gaps.at_us
			ORDER BY notes.at_us LIMIT 1), '')
	FROM (SELECT * FROM gaps ORDER BY at_us - before_us DESC LIMIT 5) gaps
	UNION ALL
	SELECT 2, 'and ' || (count(*) - 5) || ' shorter gaps' FROM gaps HAVING count(*) > 5
	UNION ALL
	SELECT 3, CASE WHEN from_us > :start_us THEN 'no snapshot before the window: deltas begin at ' ELSE 'deltas begin with the snapshot at ' END
		|| strftime('%Y-%m-%dT%H:%M:%SZ', from_us / 1e6, 'unixepoch')
	FROM edges WHERE from_us > :start_us OR from_us < :start_us - 1000000
	UNION ALL
	SELECT 3, CASE WHEN to_us < :end_us THEN 'no snapshot after the window: deltas end at ' ELSE 'deltas end with the snapshot at ' END
		|| strftime('%Y-%m-%dT%H:%M:%SZ', to_us / 1e6, 'unixepoch')
	FROM edges WHERE to_us < :end_us OR to_us > :end_us + 1000000
	UNION ALL
	SELECT DISTINCT 4, 'statistics were reset, or the server restarted, before ' || strftime('%Y-%m-%dT%H:%M:%SZ', at_us / 1e6, 'unixepoch')
		|| ': deltas count what came after it'
	FROM resets
	UNION ALL
	SELECT 5, 'lock_summary: of ' || count(DISTINCT blocked_pid) || ' sessions that waited for a lock it was not seen whom they waited for'
	FROM locks WHERE at_us BETWEEN :start_us AND :end_us AND blocking_pid IS NULL HAVING count(*) > 0
	UNION ALL
	SELECT DISTINCT 6, note FROM notes WHERE kind = 'part' AND at_us <= :end_us
)
SELECT (SELECT count(*) FROM snapshots WHERE at_us BETWEEN :start_us AND :end_us) AS snapshots,
	(SELECT count(*) FROM samples WHERE at_us BETWEEN :start_us AND :end_us) AS samples,
	(SELECT count(*) FROM snapshots p JOIN snapshot_parts t ON t.snapshot_id = p.id AND t.part = 'statements'
		WHERE p.at_us BETWEEN :start_us AND :end_us) AS statement_snapshots,
	(SELECT json_group_array(note) FROM (SELECT note FROM said ORDER BY place)) AS "notes:json";

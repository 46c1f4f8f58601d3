-- settings: those that matter for a diagnosis, as they were at the end of the window; those that are not the default first. The
-- planner's own matter only where they are not.
-- parameters: :start_us, :end_us, :limit
WITH known AS (
	SELECT s.name, s.setting, s.unit, s.source, max(s.snapshot_id) FROM settings s JOIN snapshots p ON p.id = s.snapshot_id
	WHERE p.at_us <= :end_us OR p.id = (SELECT min(snapshot_id) FROM settings)
	GROUP BY s.name
), available AS MATERIALIZED (
	SELECT 1 WHERE CASE WHEN EXISTS (SELECT 1 FROM settings) THEN 1 ELSE unavailable('no settings were recorded') END
)
SELECT name AS parameter_name, setting AS value, unit, source, count(*) OVER () AS fr_total
FROM available CROSS JOIN known
WHERE source IS NOT 'default' OR (name NOT LIKE 'enable\_%' ESCAPE '\' AND name NOT LIKE '%\_cost' ESCAPE '\' AND name NOT LIKE '%\_collapse\_limit' ESCAPE '\'
	AND name NOT IN ('geqo', 'geqo_threshold', 'plan_cache_mode')) OR name IN ('random_page_cost', 'seq_page_cost')
ORDER BY source IS 'default', name
LIMIT :limit;

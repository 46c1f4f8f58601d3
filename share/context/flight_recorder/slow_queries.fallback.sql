-- slow_queries, where the recorder's tables are missing or closed to this role: its own comparison, each statement's largest line.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH compared AS (
	SELECT DISTINCT ON (queryid) *
	FROM flight_recorder.statement_compare($1::timestamptz, $2::timestamptz, 100, 1000)
	ORDER BY queryid, total_exec_time_delta_ms DESC
)
SELECT
	queryid::text AS queryid,
	query_preview,
	calls_delta,
	round((calls_delta / NULLIF(extract(epoch FROM $2::timestamptz - $1::timestamptz), 0))::numeric, 2) AS calls_per_second,
	NULL::numeric AS calls_before_per_second,
	total_exec_time_delta_ms,
	mean_exec_time_start_ms,
	mean_exec_time_end_ms,
	rows_delta,
	shared_blks_hit_delta,
	shared_blks_read_delta,
	temp_blks_read_delta,
	temp_blks_written_delta,
	wal_bytes_delta,
	hit_ratio_pct,
	time_per_call_ms,
	mean_exec_time_start_ms AS mean_before_ms,
	round((100.0 * (time_per_call_ms / NULLIF(mean_exec_time_start_ms, 0) - 1))::numeric, 1) AS mean_change_pct,
	round((100.0 * total_exec_time_delta_ms / NULLIF(sum(total_exec_time_delta_ms) OVER (), 0))::numeric, 1) AS share_pct,
	'time' AS top_by,
	count(*) OVER () AS fr_total
FROM compared
ORDER BY total_exec_time_delta_ms DESC, queryid
LIMIT $3::integer

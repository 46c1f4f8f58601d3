-- connections, where the recorder's ring is missing or closed to this role: busy ones, from the archive alone.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH counted AS (
	SELECT captured_at, state, usename, application_name, count(*) AS count
	FROM flight_recorder.activity_samples_archive
	WHERE backend_type = 'client backend' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
	GROUP BY captured_at, state, usename, application_name
)
SELECT
	state,
	usename,
	application_name,
	max(count) AS count_max,
	round(sum(count) / (SELECT count(DISTINCT captured_at) FROM counted), 1) AS count_avg,
	count(*) AS samples,
	count(*) OVER () AS fr_total
FROM counted
GROUP BY state, usename, application_name
ORDER BY count_max DESC, count_avg DESC, state, usename, application_name
LIMIT $3::integer

-- connections: sessions by state, user and application, the most at a time first. The recorder keeps who they are for 25 busy ones a sample
-- at the most; of idle ones it keeps the number alone, so that those have no user and no application here.
-- needs: samples
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
WITH ring AS (
	SELECT slot_id, captured_at FROM flight_recorder.samples_ring
	WHERE captured_at BETWEEN $1::timestamptz AND $2::timestamptz
), sessions AS (
	SELECT captured_at, state, usename, application_name, 1 AS count
	FROM ring JOIN flight_recorder.activity_samples_ring USING (slot_id)
	WHERE pid IS NOT NULL AND backend_type = 'client backend'
	UNION ALL
	SELECT captured_at, state, usename, application_name, 1
	FROM flight_recorder.activity_samples_archive
	WHERE backend_type = 'client backend' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
	UNION ALL
	SELECT captured_at, state, NULL, NULL, count
	FROM ring JOIN flight_recorder.wait_samples_ring USING (slot_id)
	WHERE backend_type = 'client backend' AND state = 'idle'
	UNION ALL
	SELECT captured_at, state, NULL, NULL, count
	FROM flight_recorder.wait_samples_archive
	WHERE backend_type = 'client backend' AND state = 'idle' AND captured_at BETWEEN $1::timestamptz AND $2::timestamptz
		AND captured_at NOT IN (SELECT captured_at FROM ring)
), counted AS (
	SELECT captured_at, state, usename, application_name, sum(count) AS count
	FROM sessions GROUP BY captured_at, state, usename, application_name
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

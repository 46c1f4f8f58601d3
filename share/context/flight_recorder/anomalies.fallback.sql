-- anomalies, where the recorder's tables are missing or closed to this role: its report alone, for the window as it is,
-- without its idle transactions, whose age it measures up to now.
-- parameters: $1 start timestamptz, $2 end timestamptz, $3 limit integer
SELECT anomaly_type, severity, description, metric_value, threshold, recommendation, count(*) OVER () AS fr_total
FROM flight_recorder.anomaly_report($1::timestamptz, $2::timestamptz)
WHERE anomaly_type <> 'IDLE_IN_TRANSACTION'
ORDER BY array_position(ARRAY['critical', 'high', 'medium', 'low'], severity), anomaly_type, metric_value
LIMIT $3::integer

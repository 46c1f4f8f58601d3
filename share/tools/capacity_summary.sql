-- description: How much of the server's connections, memory, disk and I/O is used.
-- parameter: lookback interval = 24h: over which time
SELECT metric, utilization_pct, headroom_pct, status, recommendation FROM flight_recorder.capacity_summary($1::interval)

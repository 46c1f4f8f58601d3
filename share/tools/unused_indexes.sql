-- description: Indexes that nothing has scanned for a while.
-- parameter: lookback interval = 7d: how far back to look
SELECT * FROM flight_recorder.unused_indexes($1::interval)

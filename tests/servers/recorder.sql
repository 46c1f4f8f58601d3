-- What lets a test drive the recorder faster than the minute it was made for. Run once, right after its install.sql.

-- Its cron jobs stay as it made them, so that it finds itself healthy, but nothing runs unless a test asks.
UPDATE cron.job SET active = false;

-- A busy machine, a recent checkpoint or a slow section would otherwise make it skip what the test is about.
INSERT INTO flight_recorder.config (key, value) VALUES
	('adaptive_sampling', 'false'),
	('auto_mode_enabled', 'false'),
	('check_checkpoint_backup', 'false'),
	('check_pss_conflicts', 'false'),
	('circuit_breaker_enabled', 'false'),
	('collection_jitter_enabled', 'false'),
	('load_shedding_enabled', 'false'),
	('load_throttle_enabled', 'false'),
	('section_timeout_ms', '10000'),
	('statements_interval_minutes', '0')
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

CREATE SCHEMA recorder_driver;

-- sample() writes into the ring slot of the current minute, so the samples of one minute overwrite each other. This moves the
-- one just taken to the slot that has been unused for longest, as if a minute had gone by.
CREATE FUNCTION recorder_driver.keep_sample() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	taken integer;
	free integer;
	ring text;
	columns text;
BEGIN
	SELECT slot_id INTO taken FROM flight_recorder.samples_ring ORDER BY captured_at DESC LIMIT 1;
	SELECT slot_id INTO free FROM flight_recorder.samples_ring WHERE slot_id <> taken
	ORDER BY captured_at, abs(slot_id - taken) DESC LIMIT 1;
	FOREACH ring IN ARRAY ARRAY['wait_samples_ring', 'activity_samples_ring', 'lock_samples_ring'] LOOP
		SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
		WHERE attrelid = ('flight_recorder.' || ring)::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'slot_id';
		EXECUTE format('DELETE FROM flight_recorder.%I WHERE slot_id = %s', ring, free);
		EXECUTE format('INSERT INTO flight_recorder.%1$I (slot_id, %2$s) SELECT %3$s, %2$s FROM flight_recorder.%1$I WHERE slot_id = %4$s',
			ring, columns, free, taken);
	END LOOP;
	UPDATE flight_recorder.samples_ring AS ring SET captured_at = source.captured_at, epoch_seconds = source.epoch_seconds
	FROM flight_recorder.samples_ring AS source WHERE ring.slot_id = free AND source.slot_id = taken;
	UPDATE flight_recorder.samples_ring SET captured_at = '1970-01-01', epoch_seconds = 0 WHERE slot_id = taken;
END
$$;

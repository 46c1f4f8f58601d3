# Until now only a few meters reported; now all do, no more often. Their rows are all over a table that is far larger than
# shared_buffers, and sessions have to write out dirty pages themselves to get a free buffer. WAL has room: no checkpoint is forced.
cause=buffer_pressure facts=(shared_buffers telemetry meters)
pg_major=15 settings=("shared_buffers = 8MB" "max_wal_size = 4GB" "checkpoint_timeout = 30min" "bgwriter_lru_maxpages = 20")

prepare() {
	sql <<-END
		CREATE ROLE telemetry LOGIN;
		CREATE TABLE meters (id int PRIMARY KEY, reading bigint NOT NULL, read_at timestamptz, filler text NOT NULL) WITH (fillfactor = 80);
		INSERT INTO meters SELECT i, 0, now(), repeat(md5(i::text), 12) FROM generate_series(1, $(scaled 300000)) AS i;
		GRANT ALL ON meters TO telemetry;
		VACUUM ANALYZE meters;
		CHECKPOINT;
	END
}

report() { # METERS
	load telemetry telemetry 8 60 <<-END
		\set first random(1, $1)
		UPDATE meters SET reading = reading + 1, read_at = now()
		WHERE id = ANY (ARRAY(SELECT (:first + n::bigint * 7919) % $1 + 1 FROM generate_series(1, 40) AS n ORDER BY 1));
	END
}

before() { report 1000; }

incident() {
	end_children
	report "$(scaled 300000)"
}

# Many sessions change rows all over a table that is far larger than shared_buffers, and have to write out dirty pages themselves to
# get a free buffer. WAL has room: no checkpoint is forced.
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

before() {
	load telemetry telemetry 1 100 <<-END
		\set id random(1, $(scaled 300000))
		UPDATE meters SET reading = reading + 1, read_at = now() WHERE id = :id;
	END
}

incident() {
	load telemetry telemetry 8 0 <<-END
		\set id random(1, $(scaled 300000))
		UPDATE meters SET reading = reading + 1, read_at = now() WHERE id = :id;
	END
}

# max_wal_size was lowered in the window to save disk: the usual writing forces a checkpoint every few seconds.
cause=config_regression also=(forced_checkpoint) facts=(max_wal_size)
pg_major=16 seconds=45 settings=("max_wal_size = 2GB" "full_page_writes = on" "checkpoint_timeout = 20min" "shared_buffers = 64MB")

prepare() {
	sql <<-END
		CREATE ROLE app LOGIN;
		CREATE TABLE state (id int PRIMARY KEY, v int, pad text) WITH (fillfactor = 60);
		INSERT INTO state SELECT i, 0, repeat('x', 200) FROM generate_series(1, 100000) AS i;
		GRANT ALL ON state TO app;
		VACUUM ANALYZE; CHECKPOINT;
	END
}

before() {
	load app app 3 200 <<-'END'
		\set id random(1, 100000)
		UPDATE state SET v = v + 1 WHERE id = :id;
		UPDATE state SET v = v + 1 WHERE id = (:id * 7919) % 100000 + 1;
	END
}

incident() { sleep 3; sql -c "ALTER SYSTEM SET max_wal_size = '32MB'" -c "ALTER SYSTEM SET min_wal_size = '32MB'" -c "SELECT pg_reload_conf()" >/dev/null; }

# Random updates all over a table many times larger than shared_buffers; pg_stat_statements is not there.
cause=buffer_pressure facts=(shared_buffers)
pg_major=16 seconds=35 settings=("shared_buffers = 6MB" "max_wal_size = 4GB" "checkpoint_timeout = 30min" "bgwriter_lru_maxpages = 10")

prepare() {
	sql <<-END
		DROP EXTENSION pg_stat_statements;
		CREATE ROLE fleet LOGIN;
		CREATE TABLE vehicles (id int PRIMARY KEY, lat float, lon float, pad text) WITH (fillfactor = 70);
		INSERT INTO vehicles SELECT i, 0, 0, repeat('x', 300) FROM generate_series(1, 250000) AS i;
		GRANT ALL ON vehicles TO fleet;
		VACUUM ANALYZE; CHECKPOINT;
	END
}

before() {
	load fleet fleet 2 20 <<-'END'
		\set id random(1, 500)
		UPDATE vehicles SET lat = lat + 1 WHERE id = :id;
	END
}

incident() {
	load fleet fleet 6 70 <<-'END'
		\set first random(1, 250000)
		UPDATE vehicles SET lat = lat + 1, lon = lon - 1 WHERE id = ANY (ARRAY(SELECT (:first + n::bigint * 6151) % 250000 + 1 FROM generate_series(1, 40) AS n ORDER BY 1));
	END
}

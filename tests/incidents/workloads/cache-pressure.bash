# What is read again and again is many times larger than shared_buffers: single rows by their key, all over the table.
cause=cache_pressure facts=(shared_buffers track)
pg_major=13 settings=("shared_buffers = 4MB" "effective_cache_size = 16MB")

prepare() {
	sql <<-END
		CREATE ROLE player LOGIN;
		CREATE TABLE tracks (id int PRIMARY KEY, title text NOT NULL, waveform text NOT NULL);
		INSERT INTO tracks SELECT i, 'Track ' || i, repeat(md5(i::text), 20) FROM generate_series(1, $(scaled 250000)) AS i;
		GRANT SELECT ON tracks TO player;
		VACUUM ANALYZE tracks;
	END
}

before() {
	load player-api player 1 50 <<-END
		\set id random(1, 500)
		SELECT title, waveform FROM tracks WHERE id = :id;
	END
}

incident() {
	load player-api player 8 0 <<-END
		\set id random(1, $(scaled 250000))
		SELECT title, waveform FROM tracks WHERE id = :id;
	END
}

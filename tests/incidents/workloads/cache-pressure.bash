# Players used to ask for what is new; now they browse the whole archive, as often as before. What is read is many times larger than
# shared_buffers, and most of it has to be read again each time.
cause=cache_pressure facts=(shared_buffers tracks)
pg_major=13 settings=("shared_buffers = 4MB" "effective_cache_size = 16MB" "max_parallel_workers_per_gather = 0")

prepare() {
	sql <<-END
		CREATE ROLE player LOGIN;
		CREATE TABLE tracks (id int PRIMARY KEY, title text NOT NULL, waveform text NOT NULL);
		INSERT INTO tracks SELECT i, 'Track ' || i, repeat(md5(i::text), 20) FROM generate_series(1, $(scaled 250000)) AS i;
		GRANT SELECT ON tracks TO player;
		VACUUM ANALYZE tracks;
	END
}

browse() { # TRACKS
	load player-api player 6 40 <<-END
		\set first random(1, $1)
		SELECT sum(length(waveform)) FROM generate_series(1, 500) AS n, LATERAL
			(SELECT waveform FROM tracks WHERE id = (:first + n::bigint * 7919) % $1 + 1) AS t;
	END
}

before() { browse 1000; }

incident() {
	end_children
	browse "$(scaled 250000)"
}

# A DBA lowers work_mem for the database to save memory; new sessions of the ranking now sort on disk.
cause=config_regression also=(temp_file_spills) facts=(work_mem)
pg_major=16 seconds=36 settings=("work_mem = 64MB" "shared_buffers = 128MB")
prepare() {
	sql <<-'END'
		CREATE ROLE game LOGIN;
		CREATE TABLE scores (id int PRIMARY KEY, player int, points int, at timestamptz);
		INSERT INTO scores SELECT i, i % 30000, (i * 7919) % 100000, now() FROM generate_series(1, 150000) i;
		GRANT ALL ON scores TO game; VACUUM ANALYZE;
	END
}
before() {
	load ranking game 2 2 -C <<-'END'
		SELECT player, points, rank() OVER (ORDER BY points DESC) FROM scores OFFSET 149990;
	END
}
incident() {
	sleep 3
	sql -c "ALTER DATABASE shop SET work_mem = '256kB'"
}

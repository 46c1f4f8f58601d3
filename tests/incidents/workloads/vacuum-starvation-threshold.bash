# One table has an autovacuum threshold of its own that it never reaches; its rows are changed all the time.
cause=vacuum_starvation facts=(locations)
pg_major=14 seconds=40 before_seconds=15 settings=("autovacuum_naptime = 3s")

prepare() {
	sql <<-END
		CREATE ROLE gps LOGIN;
		CREATE TABLE locations (id int PRIMARY KEY, x float, y float) WITH (autovacuum_vacuum_threshold = 90000000, autovacuum_vacuum_insert_threshold = -1);
		CREATE INDEX ON locations (x);
		INSERT INTO locations SELECT i, i, i FROM generate_series(1, 15000) AS i;
		GRANT ALL ON locations TO gps;
		VACUUM ANALYZE;
	END
}

before() {
	load gps gps 3 25 <<-'END'
		\set id random(1, 15000)
		UPDATE locations SET x = x + 1 WHERE id BETWEEN :id AND :id + 60;
	END
}

incident() { :; }

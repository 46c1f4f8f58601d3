# Hash and merge joins were switched off to test something, and stayed off.
cause=config_regression also=(query_regression) facts=(enable_hashjoin)
pg_major=13 seconds=40 settings=("max_parallel_workers_per_gather = 0")

prepare() {
	sql <<-END
		CREATE ROLE rep LOGIN;
		CREATE TABLE basket (id int PRIMARY KEY, cust int, total int);
		CREATE TABLE cust (cust int, region int);
		INSERT INTO basket SELECT i, i % 1500, i % 70 FROM generate_series(1, 6000) AS i;
		INSERT INTO cust SELECT i, i % 12 FROM generate_series(1, 1500) AS i;
		GRANT ALL ON basket, cust TO rep;
		VACUUM ANALYZE;
	END
}

before() {
	load reports rep 2 4 <<-'END'
		SELECT c.region, sum(b.total) FROM basket b JOIN cust c USING (cust) GROUP BY 1;
	END
}

incident() { sleep 4; sql -c "ALTER SYSTEM SET enable_hashjoin = off" -c "ALTER SYSTEM SET enable_mergejoin = off" -c "SELECT pg_reload_conf()" >/dev/null; }

# Nothing is wrong: the nightly VACUUM ANALYZE, and an index rebuilt without locking anybody out.
cause=none
pg_major=18 settings=("shared_buffers = 128MB" "max_wal_size = 4GB" "checkpoint_timeout = 30min")

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN; CREATE ROLE dba SUPERUSER LOGIN;
		CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, seen timestamptz);
		CREATE INDEX customers_name ON customers (name);
		INSERT INTO customers SELECT i, md5(i::text) FROM generate_series(1, $(scaled 400000)) AS i;
		GRANT ALL ON customers TO shop;
		VACUUM ANALYZE customers;
		UPDATE customers SET seen = now() WHERE id % 12 = 0;
	END
}

before() {
	load shop-web shop 4 80 <<-'END'
		\set id random(1, 100000)
		SELECT name FROM customers WHERE id = :id;
		UPDATE customers SET seen = now() WHERE id = :id;
	END
}

incident() {
	client nightly-maintenance dba -c "SET vacuum_cost_delay = 20" -c "VACUUM (ANALYZE) customers" -c "REINDEX INDEX CONCURRENTLY customers_name" -c "VACUUM (ANALYZE) customers"
}

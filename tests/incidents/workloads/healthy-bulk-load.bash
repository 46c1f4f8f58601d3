# Nothing is wrong: a load of new rows that the server has room for, beside the usual work.
cause=none
pg_major=17 settings=("shared_buffers = 128MB" "max_wal_size = 4GB" "checkpoint_timeout = 30min")

prepare() {
	sql <<-'END'
		CREATE ROLE shop LOGIN; CREATE ROLE loader LOGIN;
		CREATE TABLE catalogue (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, body text NOT NULL);
		CREATE TABLE customers (id int PRIMARY KEY, seen timestamptz);
		INSERT INTO customers SELECT i FROM generate_series(1, 10000) AS i;
		GRANT ALL ON catalogue, customers TO shop, loader;
		VACUUM ANALYZE;
	END
}

before() {
	load shop-web shop 4 80 <<-'END'
		\set id random(1, 10000)
		SELECT seen FROM customers WHERE id = :id;
	END
}

incident() {
	load catalogue-load loader 1 3 <<-'END'
		INSERT INTO catalogue (title, body) SELECT 'Title ' || i, repeat(md5(i::text), 10) FROM generate_series(1, 2000) AS i;
	END
}

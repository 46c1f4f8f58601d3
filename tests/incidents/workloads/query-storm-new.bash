# A release of the app asks for every line on its own (N + 1): the same lookup, some hundred times a second.
cause=query_storm facts=(orders-ui order_line)
pg_major=14 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE ui LOGIN;
		CREATE TABLE order_line (id int PRIMARY KEY, sku text, qty int);
		CREATE TABLE orders (id int PRIMARY KEY, customer text);
		INSERT INTO order_line SELECT i, 'S' || i, 1 FROM generate_series(1, 50000) AS i;
		INSERT INTO orders SELECT i, md5(i::text) FROM generate_series(1, 5000) AS i;
		GRANT ALL ON ALL TABLES IN SCHEMA public TO ui;
		VACUUM ANALYZE;
	END
}

before() {
	load orders-ui ui 3 25 <<-'END'
		\set id random(1, 5000)
		SELECT customer FROM orders WHERE id = :id;
		SELECT sku, qty FROM order_line WHERE id BETWEEN :id * 10 AND :id * 10 + 40;
	END
}

incident() {
	load orders-ui ui 6 1500 <<-'END'
		\set id random(1, 50000)
		SELECT sku, qty FROM order_line WHERE id = :id;
	END
}

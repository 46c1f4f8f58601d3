# A foreign key that never had an index: every look at an order reads all its lines.
cause=missing_index facts=(order_lines order_id)
pg_major=13

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN;
		CREATE TABLE orders (id int PRIMARY KEY, customer int NOT NULL);
		CREATE TABLE order_lines (id int PRIMARY KEY, order_id int NOT NULL REFERENCES orders, sku text NOT NULL, quantity int NOT NULL);
		INSERT INTO orders SELECT i, i % 5000 FROM generate_series(1, $(scaled 60000)) AS i;
		INSERT INTO order_lines SELECT i, i % $(scaled 60000) + 1, 'sku-' || i % 700, i % 5 + 1 FROM generate_series(1, $(scaled 240000)) AS i;
		GRANT ALL ON orders, order_lines TO shop;
		VACUUM ANALYZE;
	END
}

before() {
	load order-service shop 4 25 <<-END
		\set id random(1, $(scaled 60000))
		SELECT customer FROM orders WHERE id = :id;
		SELECT sku, quantity FROM order_lines WHERE order_id = :id;
	END
}

incident() { :; }

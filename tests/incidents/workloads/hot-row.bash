# Every order takes the next number from one row, and holds it while it writes the order.
cause=hot_row_contention facts=(checkout "update order_numbers set last_number")
pg_major=18

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN;
		CREATE TABLE order_numbers (year int PRIMARY KEY, last_number bigint NOT NULL);
		INSERT INTO order_numbers VALUES (2025, 900000), (2026, 0);
		CREATE TABLE orders (number bigint PRIMARY KEY, customer int NOT NULL, placed_at timestamptz NOT NULL DEFAULT now(), lines jsonb);
		GRANT ALL ON order_numbers, orders TO shop;
	END
}

before() {
	load checkout shop 2 20 <<-'END'
		\set customer random(1, 10000)
		BEGIN;
		UPDATE order_numbers SET last_number = last_number + 1 WHERE year = 2026 RETURNING last_number AS number \gset
		\sleep 5 ms
		INSERT INTO orders (number, customer, lines) VALUES (:number, :customer, '[{"sku": "4711"}]');
		\sleep 2 ms
		COMMIT;
	END
}

incident() {
	load checkout shop 24 0 <<-'END'
		\set customer random(1, 10000)
		BEGIN;
		UPDATE order_numbers SET last_number = last_number + 1 WHERE year = 2026 RETURNING last_number AS number \gset
		\sleep 5 ms
		INSERT INTO orders (number, customer, lines) VALUES (:number, :customer, '[{"sku": "4711"}]');
		\sleep 2 ms
		COMMIT;
	END
}

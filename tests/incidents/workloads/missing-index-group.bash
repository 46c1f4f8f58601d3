# A dashboard counts one customer's orders by status; nothing leads to one customer's orders but reading all.
cause=missing_index facts=(purchase_orders)
pg_major=13 seconds=35 settings=("max_parallel_workers_per_gather = 0")

prepare() {
	sql <<-END
		CREATE ROLE dash LOGIN;
		CREATE TABLE purchase_orders (id int PRIMARY KEY, customer int NOT NULL, status text NOT NULL, total int);
		INSERT INTO purchase_orders SELECT i, i % 4000, (ARRAY['new','paid','sent'])[i % 3 + 1], i % 80 FROM generate_series(1, 160000) AS i;
		GRANT ALL ON purchase_orders TO dash;
		VACUUM ANALYZE;
	END
}

before() {
	load dashboard dash 3 20 <<-'END'
		\set c random(1, 4000)
		SELECT status, count(*), sum(total) FROM purchase_orders WHERE customer = :c GROUP BY status;
	END
}

incident() { :; }

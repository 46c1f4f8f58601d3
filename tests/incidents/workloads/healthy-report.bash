# Nothing is wrong: a report that has much to add up, has the memory for it, and takes a second or two each time; and a pool that idles.
cause=none
pg_major=15 settings=("shared_buffers = 256MB" "work_mem = 64MB" "max_parallel_workers_per_gather = 0")

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN; CREATE ROLE analyst LOGIN;
		CREATE TABLE sales (id int PRIMARY KEY, product int NOT NULL, sold_on date NOT NULL, amount numeric NOT NULL);
		INSERT INTO sales SELECT i, i % 2000, '2026-01-01'::date + i % 300, i % 500 FROM generate_series(1, $(scaled 400000)) AS i;
		GRANT ALL ON sales TO shop, analyst;
		VACUUM ANALYZE sales;
	END
}

before() {
	load shop-web shop 20 60 <<-'END'
		\set id random(1, 300000)
		SELECT amount FROM sales WHERE id = :id;
	END
}

incident() {
	client quarterly-report analyst < <(for ((i = 0; i < 60; i++)); do
		echo "SELECT product, date_trunc('month', sold_on), sum(amount), avg(amount) FROM sales GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 20;"
		sleep 2
	done)
}

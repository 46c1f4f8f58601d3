# Recorded once a minute only: a batch holds what the web shop wants for three of five minutes.
cause=lock_contention also=(idle_in_transaction) facts=(price-batch)
pg_major=15 before_seconds=65 seconds=120 recorder_options=(--interval 30s --snapshot-interval 60s)

prepare() {
	sql <<-END
		CREATE ROLE batch LOGIN; CREATE ROLE web LOGIN;
		CREATE TABLE price (sku int PRIMARY KEY, cents int, asked bigint DEFAULT 0);
		INSERT INTO price SELECT i, 100 FROM generate_series(1, 500) AS i;
		GRANT ALL ON price TO batch, web;
	END
}

before() {
	load web web 6 30 <<-'END'
		\set sku random(1, 500)
		UPDATE price SET asked = asked + 1 WHERE sku = :sku;
	END
}

incident() {
	quiet_client price-batch batch 100 "BEGIN; UPDATE price SET cents = cents + 1 WHERE sku < 200;"
}

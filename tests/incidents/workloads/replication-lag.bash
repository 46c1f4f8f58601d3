# A real standby, on which a long report keeps the replay from going on: a vacuum on the primary removed what the report still sees.
cause=replication_lag facts=(standby_paris)
pg_major=15 settings=("wal_level = replica" "max_wal_senders = 5" "hot_standby = on" "max_standby_streaming_delay = -1" "max_wal_size = 4GB")

prepare() {
	sql <<-'END'
		CREATE ROLE shop LOGIN;
		CREATE TABLE prices (id int PRIMARY KEY, price numeric NOT NULL, changed timestamptz);
		INSERT INTO prices SELECT i, i % 100, now() FROM generate_series(1, 50000) AS i;
		CREATE TABLE visits (at timestamptz NOT NULL DEFAULT now(), page text NOT NULL);
		GRANT ALL ON prices, visits TO shop;
		VACUUM ANALYZE;
	END
	add_standby standby_paris
}

before() {
	load shop-web shop 3 60 <<-'END'
		\set id random(1, 50000)
		UPDATE prices SET price = price + 1, changed = now() WHERE id = :id;
		INSERT INTO visits (page) SELECT '/product/' || i || md5(i::text) FROM generate_series(1, 300) AS i;
	END
}

incident() {
	PGHOST=$standby client bi-report postgres < <(echo "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM prices; SELECT pg_sleep(120);" && sleep 120)
	sleep 1
	sql -c "UPDATE prices SET price = price * 1.1 WHERE id <= 5000" -c "VACUUM prices"
}

# Somebody means to set random_page_cost to 1.1, and forgets the point: an index costs a thousand times what it does,
# and the lookups by an index turn into scans.
cause=config_regression also=(query_regression) facts=(random_page_cost bookings)
pg_major=18 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE desk LOGIN;
		CREATE TABLE bookings (id int PRIMARY KEY, guest int NOT NULL, arrival date NOT NULL, note text);
		INSERT INTO bookings SELECT i, (i * 7919) % 20000, '2026-01-01'::date + i % 365, md5(i::text) FROM generate_series(1, $(scaled 200000)) AS i;
		CREATE INDEX bookings_guest ON bookings (guest);
		GRANT ALL ON bookings TO desk;
		VACUUM ANALYZE bookings;
	END
}

before() {
	load front-desk desk 4 40 <<-'END'
		\set guest random(1, 20000)
		SELECT id, arrival, note FROM bookings WHERE guest = :guest ORDER BY arrival;
	END
}

incident() {
	sleep 3
	sql -c "ALTER SYSTEM SET random_page_cost = 1100" -c "SELECT pg_reload_conf()" >/dev/null
}

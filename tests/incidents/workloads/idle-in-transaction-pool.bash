# An application that forgets to commit after it has read: its whole pool sits idle in transaction, with nothing locked that others
# want, and no dead row of the busy table can be removed meanwhile.
cause=idle_in_transaction facts=(loyalty-api "from points")
pg_major=16 settings=("autovacuum_naptime = 5s")

prepare() {
	sql <<-END
		CREATE ROLE loyalty LOGIN; CREATE ROLE shop LOGIN;
		CREATE TABLE points (member int PRIMARY KEY, balance int NOT NULL);
		CREATE TABLE visitors (id int PRIMARY KEY, last_seen timestamptz);
		INSERT INTO points SELECT i, i % 90 FROM generate_series(1, $(scaled 8000)) AS i;
		INSERT INTO visitors SELECT i FROM generate_series(1, $(scaled 4000)) AS i;
		GRANT ALL ON points, visitors TO loyalty, shop;
		VACUUM ANALYZE;
	END
}

before() {
	load shop-web shop 4 250 <<-END
		\set id random(1, $(scaled 4000))
		UPDATE visitors SET last_seen = now() WHERE id = :id;
	END
}

incident() {
	local i
	for ((i = 1; i <= 7; i++)); do
		quiet_client loyalty-api loyalty 300 "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT balance FROM points WHERE member = $i;"
		sleep 0.5
	done
}

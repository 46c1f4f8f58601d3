# Nothing is wrong any more: a batch held rows for twenty-five seconds, and ended a second before the window begins.
cause=none
pg_major=17 before_seconds=1 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE fulfil LOGIN; CREATE ROLE tracker LOGIN;
		CREATE TABLE parcel (id int PRIMARY KEY, carrier text, scanned timestamptz);
		INSERT INTO parcel SELECT i, 'dhl' FROM generate_series(1, 20000) AS i;
		GRANT ALL ON parcel TO fulfil, tracker;
		VACUUM ANALYZE;
	END
}

before() {
	load tracking tracker 6 40 <<-'END'
		\set id random(1, 400)
		UPDATE parcel SET scanned = now() WHERE id = :id;
		SELECT carrier FROM parcel WHERE id = :id;
	END
	sleep 12
	PGAPPNAME=fulfilment PGUSER=fulfil sql -c "BEGIN" -c "UPDATE parcel SET carrier = 'ups' WHERE id <= 400" -c "SELECT pg_sleep(20)" -c "COMMIT" >/dev/null
}

incident() { :; }

# The recording role may not see what others do (no pg_monitor); a lock holds everybody up.
cause=lock_contention facts=()
pg_major=17 seconds=35

prepare() {
	sql <<-END
		REVOKE pg_monitor FROM monitor;
		CREATE ROLE batch LOGIN; CREATE ROLE web LOGIN;
		CREATE TABLE wallet (id int PRIMARY KEY, cents int);
		INSERT INTO wallet SELECT i, 100 FROM generate_series(1, 500) AS i;
		GRANT ALL ON wallet TO batch, web;
	END
}

before() {
	load web web 8 60 <<-'END'
		\set id random(1, 500)
		UPDATE wallet SET cents = cents + 1 WHERE id = :id;
	END
}

incident() { client payout batch -c "BEGIN" -c "UPDATE wallet SET cents = cents - 1" -c "SELECT pg_sleep(60)"; }

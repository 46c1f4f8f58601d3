# The application calls a function, whose query has no index to go by.
cause=missing_index facts=(ledger)
pg_major=17 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE bank LOGIN;
		CREATE TABLE ledger (id int PRIMARY KEY, account int NOT NULL, amount numeric NOT NULL);
		INSERT INTO ledger SELECT i, i % 9000, i % 70 FROM generate_series(1, 120000) AS i;
		CREATE FUNCTION balance_of(a int) RETURNS numeric LANGUAGE plpgsql STABLE AS 'DECLARE r numeric; BEGIN SELECT sum(amount) INTO r FROM ledger WHERE account = a; RETURN r; END';
		GRANT ALL ON ledger TO bank;
		VACUUM ANALYZE;
	END
}

before() {
	load mobile-bank bank 4 20 <<-'END'
		\set a random(1, 9000)
		SELECT balance_of(:a);
	END
}

incident() { :; }

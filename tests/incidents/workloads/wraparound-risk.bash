# A prepared transaction that nobody ended keeps every table from being frozen, while transaction ids are used up: the database is
# several times as old as autovacuum_freeze_max_age allows.
cause=wraparound_risk facts=(autovacuum_freeze_max_age)
pg_major=15 settings=("autovacuum_freeze_max_age = 100000" "vacuum_freeze_min_age = 50000" "max_prepared_transactions = 5" "autovacuum_naptime = 5s")

prepare() {
	sql <<-'END'
		CREATE ROLE ledger LOGIN;
		CREATE TABLE entries (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, account int NOT NULL, amount numeric NOT NULL);
		INSERT INTO entries (account, amount) SELECT i % 500, i FROM generate_series(1, 20000) AS i;
		GRANT ALL ON entries TO ledger;
		BEGIN;
		INSERT INTO entries (account, amount) VALUES (1, 0);
		PREPARE TRANSACTION 'transfer-2281';
		CREATE PROCEDURE use_up(ids int) LANGUAGE plpgsql AS
			'BEGIN FOR i IN 1..ids LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END';
	END
	sql -c "CALL use_up($(scaled 600000))"
}

before() {
	load ledger ledger 3 100 <<-'END'
		\set account random(1, 500)
		INSERT INTO entries (account, amount) VALUES (:account, 10);
	END
}

incident() {
	client id-generator ledger -c "CALL use_up(300000)"
}

# Money goes from one account to another, and the two are locked in the order in which they are named.
cause=deadlocks facts=(payments "update accounts set balance")
pg_major=15

prepare() {
	sql <<-END
		CREATE ROLE payments LOGIN;
		CREATE TABLE accounts (id int PRIMARY KEY, balance numeric NOT NULL);
		INSERT INTO accounts SELECT i, 1000 FROM generate_series(1, $(scaled 5000)) AS i;
		GRANT ALL ON accounts TO payments;
		VACUUM ANALYZE accounts;
	END
}

incident() {
	load payments payments 10 60 --max-tries=0 <<-'END'
		\set giver random(1, 12)
		\set taker (:giver + random(0, 10)) % 12 + 1
		BEGIN;
		UPDATE accounts SET balance = balance - 5 WHERE id = :giver;
		\sleep 20 ms
		UPDATE accounts SET balance = balance + 5 WHERE id = :taker;
		COMMIT;
	END
}

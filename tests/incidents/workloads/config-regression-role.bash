# The role of the reports is given less memory: its NOT IN no longer fits into a hash table, and every row is compared with all of
# the list. New sessions get the setting, and the reports connect for each run.
cause=config_regression also=(query_regression) facts=(work_mem reporting)
pg_major=15 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE reporting LOGIN;
		CREATE TABLE invoices (id int PRIMARY KEY, amount numeric NOT NULL);
		CREATE TABLE disputed (invoice_id int NOT NULL, since date NOT NULL);
		INSERT INTO invoices SELECT i, i % 900 FROM generate_series(1, $(scaled 8000)) AS i;
		INSERT INTO disputed SELECT i * 2, '2026-01-01' FROM generate_series(1, $(scaled 8000)) AS i;
		GRANT SELECT ON invoices, disputed TO reporting;
		VACUUM ANALYZE;
	END
}

before() {
	load month-end reporting 2 3 -C <<-'END'
		SELECT count(*), sum(amount) FROM invoices WHERE id NOT IN (SELECT invoice_id FROM disputed);
	END
}

incident() {
	sleep 3
	sql -c "ALTER ROLE reporting SET work_mem = '64kB'"
}

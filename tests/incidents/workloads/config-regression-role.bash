# The role of the reports is given a tenth of the memory it had: what was sorted in memory goes to disk from then on.
cause=config_regression also=(temp_file_spills query_regression) facts=(work_mem reporting)
pg_major=15 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE reporting LOGIN;
		ALTER ROLE reporting SET work_mem = '128MB';
		CREATE TABLE ledger (id int PRIMARY KEY, account int NOT NULL, booked timestamptz NOT NULL, text text NOT NULL);
		INSERT INTO ledger SELECT i, (i * 7919) % 5000, now() - i * interval '1 min', md5(i::text) FROM generate_series(1, $(scaled 150000)) AS i;
		GRANT SELECT ON ledger TO reporting;
		VACUUM ANALYZE ledger;
	END
}

before() {
	load month-end reporting 2 2 -C <<-'END'
		SELECT max(text || n) FROM (SELECT text, row_number() OVER (ORDER BY text DESC, booked) AS n FROM ledger) AS l;
	END
}

incident() {
	sleep 3
	sql -c "ALTER ROLE reporting SET work_mem = '256kB'"
}

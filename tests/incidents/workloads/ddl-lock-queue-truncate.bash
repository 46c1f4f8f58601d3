# A TRUNCATE waits for a long report that reads the table, and everybody who wants to write into it waits behind the TRUNCATE.
cause=ddl_lock_queue also=(lock_contention) facts=(retention-job "truncate audit_log" year-report)
pg_major=17

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN; CREATE ROLE auditor LOGIN; CREATE ROLE keeper LOGIN;
		CREATE TABLE audit_log (at timestamptz NOT NULL DEFAULT now(), who int NOT NULL, what text NOT NULL);
		INSERT INTO audit_log (who, what) SELECT i % 100, md5(i::text) FROM generate_series(1, $(scaled 14000)) AS i;
		CREATE FUNCTION country_of(who int) RETURNS text LANGUAGE plpgsql AS
			'BEGIN PERFORM pg_sleep(0.0016); RETURN ''de''; END'; -- in place of a service that is asked over the network
		GRANT ALL ON audit_log TO shop, auditor, keeper;
		VACUUM ANALYZE audit_log;
	END
}

before() {
	load shop-web shop 9 60 <<-'END'
		\set who random(1, 100)
		INSERT INTO audit_log (who, what) VALUES (:who, 'login');
	END
}

incident() {
	client year-report auditor -c "SELECT country_of(who), count(*) FROM audit_log GROUP BY 1"
	sleep 3
	client retention-job keeper -c "TRUNCATE audit_log"
}

# A notebook has read a table and sits idle in its transaction; a migration that adds a column waits for it, and everybody else
# waits for the migration.
cause=ddl_lock_queue also=(idle_in_transaction lock_contention) facts=(liquibase "alter table patients" jupyter)
pg_major=14 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE research LOGIN; CREATE ROLE mig SUPERUSER LOGIN; CREATE ROLE clinic LOGIN;
		CREATE TABLE patients (id int PRIMARY KEY, name text, born date);
		INSERT INTO patients SELECT i, md5(i::text), '1980-01-01' FROM generate_series(1, 8000) AS i;
		GRANT ALL ON patients TO research, clinic;
		VACUUM ANALYZE;
	END
}

before() {
	load clinic-web clinic 7 60 <<-'END'
		\set id random(1, 8000)
		SELECT name FROM patients WHERE id = :id;
		UPDATE patients SET born = born WHERE id = :id;
	END
}

incident() {
	quiet_client jupyter research 300 "BEGIN; SELECT count(*) FROM patients;"
	sleep 4
	client liquibase mig -c "ALTER TABLE patients ADD COLUMN insurer text"
}

# A nightly job looks for duplicates: an aggregate and an index over a table that is much larger than work_mem and maintenance_work_mem.
cause=temp_file_spills facts=(dedup-job "group by" work_mem)
pg_major=14 settings=("work_mem = 2MB" "maintenance_work_mem = 4MB" "max_wal_size = 4GB" "max_parallel_workers_per_gather = 0")

prepare() {
	sql <<-END
		CREATE ROLE etl LOGIN;
		CREATE TABLE contacts (id int, email text NOT NULL, phone text NOT NULL);
		INSERT INTO contacts SELECT i, md5((i % 200000)::text) || '@mail', md5(i::text) FROM generate_series(1, $(scaled 400000)) AS i;
		ALTER TABLE contacts OWNER TO etl;
		VACUUM ANALYZE contacts;
	END
}

before() {
	load crm etl 2 20 <<-'END'
		SELECT count(*) FROM (SELECT 1 FROM contacts LIMIT 100) AS c;
	END
}

incident() {
	load dedup-job etl 2 0 <<-'END'
		SELECT count(*) FROM (SELECT email, phone, count(*), min(id) FROM contacts GROUP BY email, phone) AS groups;
	END
	client dedup-job etl -c "CREATE INDEX contacts_phone ON contacts (phone, email)"
}

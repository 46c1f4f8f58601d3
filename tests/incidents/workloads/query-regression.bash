# A work queue: when it was last analysed half of its jobs were ready, so the planner walks the primary key until it has found twenty.
# Then the workers catch up; the ready ones are few and at the far end, and the same plan walks through all that are done.
cause=query_regression facts=(jobs "status = " job-runner)
pg_major=17 settings=("autovacuum_naptime = 10min")

prepare() {
	sql <<-END
		CREATE ROLE runner LOGIN;
		CREATE TABLE jobs (id int PRIMARY KEY, status text NOT NULL, payload text NOT NULL);
		INSERT INTO jobs SELECT i, CASE WHEN i % 2 = 0 THEN 'ready' ELSE 'done' END, md5(i::text) FROM generate_series(1, $(scaled 300000)) AS i;
		CREATE INDEX jobs_status ON jobs (status);
		GRANT ALL ON jobs TO runner;
		VACUUM ANALYZE jobs;
	END
}

before() {
	load job-runner runner 4 40 <<-'END'
		SELECT id, payload FROM jobs WHERE status = 'ready' ORDER BY id LIMIT 20;
	END
}

incident() {
	sql -c "UPDATE jobs SET status = 'done' WHERE status = 'ready' AND id < $(scaled 299500)"
}

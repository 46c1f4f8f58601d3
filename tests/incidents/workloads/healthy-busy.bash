# Nothing is wrong: a shop at a good rate, and now and then two who want the same row for a moment.
cause=none
pg_major=13 settings=("shared_buffers = 128MB" "max_wal_size = 2GB")

prepare() {
	PGOPTIONS='-c client_min_messages=warning' pgbench -iq -s 3 2>/dev/null
	sql -c "CREATE ROLE shop LOGIN" -c "GRANT ALL ON ALL TABLES IN SCHEMA public TO shop" -c "VACUUM ANALYZE"
}

before() {
	load shop-web shop 8 350 <<-'END'
		\set aid random(1, 300000)
		\set bid random(1, 3)
		\set delta random(-5000, 5000)
		BEGIN;
		UPDATE pgbench_accounts SET abalance = abalance + :delta WHERE aid = :aid;
		SELECT abalance FROM pgbench_accounts WHERE aid = :aid;
		UPDATE pgbench_branches SET bbalance = bbalance + :delta WHERE bid = :bid;
		INSERT INTO pgbench_history (tid, bid, aid, delta, mtime) VALUES (1, :bid, :aid, :delta, now());
		COMMIT;
	END
}

incident() { :; }

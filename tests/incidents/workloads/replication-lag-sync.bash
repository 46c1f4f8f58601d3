# The only synchronous standby falls silent in the middle of the window, and no COMMIT comes back from then on.
cause=replication_lag facts=(SyncRep)
pg_major=16 seconds=30 settings=("wal_level = replica" "max_wal_senders = 5" "hot_standby = on" "max_wal_size = 4GB")

prepare() {
	sql <<-'END'
		CREATE ROLE app LOGIN;
		CREATE TABLE doc (id bigserial PRIMARY KEY, t text);
		GRANT ALL ON doc TO app; GRANT ALL ON SEQUENCE doc_id_seq TO app;
	END
	add_standby standby_graz
	sql -c "ALTER SYSTEM SET synchronous_standby_names = 'standby_graz'" -c "ALTER SYSTEM SET synchronous_commit = on" -c "SELECT pg_reload_conf()" >/dev/null
}

before() {
	load app app 6 30 <<-'END'
		INSERT INTO doc (t) VALUES (repeat('x', 200));
	END
}

incident() { sleep 6; pg_kill "$standby"; }

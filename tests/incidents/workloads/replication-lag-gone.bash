# The only synchronous standby is gone: every COMMIT waits for it, for ever.
cause=replication_lag facts=(SyncRep)
pg_major=17 seconds=30

prepare() {
	sql <<-'END'
		CREATE ROLE app LOGIN;
		CREATE TABLE doc (id bigserial PRIMARY KEY, t text);
		GRANT ALL ON doc TO app; GRANT ALL ON SEQUENCE doc_id_seq TO app;
	END
}

before() {
	load app app 8 40 <<-'END'
		INSERT INTO doc (t) VALUES ('x');
	END
}

incident() { sql -c "ALTER SYSTEM SET synchronous_standby_names = 'standby_rome'" -c "ALTER SYSTEM SET synchronous_commit = on" -c "SELECT pg_reload_conf()" >/dev/null; }

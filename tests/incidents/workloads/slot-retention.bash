# The consumer of a replication slot is gone, and the server keeps all WAL for it.
cause=replication_slot_retention facts=(standby_berlin)
pg_major=17 settings=("wal_level = replica" "max_wal_size = 4GB" "checkpoint_timeout = 30min")

prepare() {
	sql <<-'END'
		CREATE ROLE ingest LOGIN;
		CREATE TABLE readings (at timestamptz NOT NULL DEFAULT now(), sensor int NOT NULL, payload text NOT NULL);
		GRANT ALL ON readings TO ingest;
		SELECT 1 FROM pg_create_physical_replication_slot('standby_berlin', true);
		INSERT INTO readings (sensor, payload) SELECT i, repeat(md5(i::text), 30) FROM generate_series(1, 600000) AS i;
	END
}

before() {
	load ingest ingest 2 30 <<-'END'
		\set sensor random(1, 1000)
		INSERT INTO readings (sensor, payload) SELECT :sensor, repeat(md5(i::text), 30) FROM generate_series(1, 100) AS i;
	END
}

incident() { :; }

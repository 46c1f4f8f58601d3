# Nothing is wrong: a standby with a slot of its own keeps up with a steady load of writes.
cause=none
pg_major=16 settings=("wal_level = replica" "max_wal_senders = 5" "hot_standby = on" "max_wal_size = 4GB" "checkpoint_timeout = 30min")

prepare() {
	sql <<-'END'
		CREATE ROLE shop LOGIN;
		CREATE TABLE parcels (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, weight int NOT NULL, label text NOT NULL);
		GRANT ALL ON parcels TO shop;
		SELECT 1 FROM pg_create_physical_replication_slot('standby_lyon', true);
	END
	add_standby standby_lyon "primary_slot_name = 'standby_lyon'"
}

before() {
	load parcel-desk shop 4 150 <<-'END'
		\set weight random(1, 30000)
		INSERT INTO parcels (weight, label) SELECT :weight, md5(i::text) FROM generate_series(1, 20) AS i;
	END
}

incident() { :; }

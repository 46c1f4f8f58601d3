# Checkpoints by the clock, every thirty seconds, with moderate writing and plenty of max_wal_size: nothing is forced.
cause=none
seconds=44 before_seconds=20 settings=("checkpoint_timeout = 30s" "max_wal_size = 2GB" "shared_buffers = 64MB")
prepare() {
	sql <<-'END'
		CREATE ROLE tracker LOGIN;
		CREATE TABLE parcels (id int PRIMARY KEY, place text, at timestamptz) WITH (fillfactor = 70);
		INSERT INTO parcels SELECT i, 'hub', now() FROM generate_series(1, 60000) i;
		GRANT ALL ON parcels TO tracker; VACUUM ANALYZE;
	END
}
before() {
	load scanner tracker 6 150 <<-'END'
		\set i random(1, 60000)
		UPDATE parcels SET place = 'van', at = now() WHERE id = :i;
	END
}
incident() { :; }

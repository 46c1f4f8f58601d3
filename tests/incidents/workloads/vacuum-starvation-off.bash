# Autovacuum was switched off for one table, long ago, for a load; since then every update leaves a dead row.
cause=vacuum_starvation facts=(seats autovacuum)
pg_major=18 settings=("autovacuum_naptime = 5s" "max_wal_size = 4GB")

prepare() {
	sql <<-END
		CREATE ROLE tickets LOGIN;
		CREATE TABLE seats (id int PRIMARY KEY, state text NOT NULL, held_until timestamptz) WITH (autovacuum_enabled = false);
		CREATE INDEX seats_state ON seats (state, held_until);
		INSERT INTO seats SELECT i, 'free' FROM generate_series(1, $(scaled 30000)) AS i;
		GRANT ALL ON seats TO tickets;
		VACUUM ANALYZE seats;
		UPDATE seats SET state = 'held', held_until = now();
		UPDATE seats SET state = 'sold', held_until = NULL;
		UPDATE seats SET state = 'free';
	END
}

before() {
	load box-office tickets 4 250 <<-END
		\set id random(1, $(scaled 30000))
		UPDATE seats SET state = 'held', held_until = now() + interval '10 min' WHERE id = :id;
		SELECT count(*) FROM (SELECT 1 FROM seats WHERE state = 'free' LIMIT 5) AS s;
	END
}

incident() { :; }

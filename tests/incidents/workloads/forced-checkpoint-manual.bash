# A backup script asks for a checkpoint again and again, while there is much to write; WAL has room.
cause=forced_checkpoint facts=(checkpoint snapshot-agent)
pg_major=17 settings=("max_wal_size = 4GB" "checkpoint_timeout = 30min" "full_page_writes = on" "shared_buffers = 64MB")

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN; CREATE ROLE backup SUPERUSER LOGIN;
		CREATE TABLE baskets (id int PRIMARY KEY, total numeric NOT NULL, items text NOT NULL);
		INSERT INTO baskets SELECT i, i % 50, repeat('x', 200) FROM generate_series(1, $(scaled 100000)) AS i;
		GRANT ALL ON baskets TO shop;
		VACUUM ANALYZE baskets;
		CHECKPOINT;
	END
}

before() {
	load shop-web shop 4 250 <<-END
		\set id random(1, $(scaled 100000))
		UPDATE baskets SET total = total + 1 WHERE id = :id;
	END
}

incident() {
	client snapshot-agent backup < <(for ((i = 0; i < 60; i++)); do echo "CHECKPOINT; SELECT pg_sleep(2);"; done)
}

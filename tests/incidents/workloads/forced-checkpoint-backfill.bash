# A backfill writes far more WAL than max_wal_size has room for; I/O timing is off.
cause=forced_checkpoint facts=(backfill max_wal_size)
pg_major=16 seconds=40 settings=("max_wal_size = 64MB" "min_wal_size = 32MB" "full_page_writes = on" "track_io_timing = off" "checkpoint_timeout = 15min" "shared_buffers = 128MB")

prepare() {
	sql <<-END
		CREATE ROLE bf LOGIN; CREATE ROLE web LOGIN;
		CREATE TABLE docs (id int PRIMARY KEY, body text NOT NULL, lang text);
		INSERT INTO docs SELECT i, repeat(md5(i::text), 6) FROM generate_series(1, 150000) AS i;
		GRANT ALL ON docs TO bf, web;
		VACUUM ANALYZE; CHECKPOINT;
	END
}

before() {
	load web web 3 60 <<-'END'
		\set id random(1, 150000)
		SELECT lang FROM docs WHERE id = :id;
	END
}

incident() {
	load backfill bf 1 5 <<-'END'
		\set from random(1, 148000)
		UPDATE docs SET lang = 'de' WHERE id BETWEEN :from AND :from + 1500;
	END
}

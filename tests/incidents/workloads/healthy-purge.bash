# Nothing is wrong: a purge deletes most of a staging table in one go; autovacuum will come within its usual minute.
cause=none
pg_major=16 seconds=25 settings=("max_wal_size = 4GB" "shared_buffers = 128MB")

prepare() {
	sql <<-END
		CREATE ROLE etl LOGIN; CREATE ROLE web LOGIN;
		CREATE TABLE staging (id int PRIMARY KEY, t text);
		CREATE TABLE product (id int PRIMARY KEY, t text);
		INSERT INTO staging SELECT i, md5(i::text) FROM generate_series(1, 100000) AS i;
		INSERT INTO product SELECT i, md5(i::text) FROM generate_series(1, 20000) AS i;
		GRANT ALL ON staging, product TO etl, web;
		VACUUM ANALYZE;
	END
}

before() {
	load web web 3 60 <<-'END'
		\set id random(1, 20000)
		SELECT t FROM product WHERE id = :id;
	END
}

incident() { sleep 8; client etl etl -c "DELETE FROM staging WHERE id > 3000"; }

# The statement of the picking is cheap while nothing has its status, and not among the recorded. Then a day's orders are loaded with that status,
# nobody analyzes, and its join is planned for one row, as a nested loop.
cause=query_regression facts=(picking "status")
seconds=36 settings=("autovacuum = off")
prepare() {
	sql <<-'END'
		CREATE ROLE wms LOGIN;
		CREATE TABLE ord (id int PRIMARY KEY, status int NOT NULL, dock int);
		CREATE TABLE line (ord int NOT NULL, pos int NOT NULL, bin int, PRIMARY KEY (ord, pos));
		INSERT INTO ord SELECT i, i % 3, i % 20 FROM generate_series(1, 30000) i;
		INSERT INTO line SELECT i, 1, i % 400 FROM generate_series(1, 30000) i;
		CREATE INDEX ON ord (status);
		GRANT ALL ON ALL TABLES IN SCHEMA public TO wms; ANALYZE;
	END
}
before() {
	load picking wms 3 4 <<-'END'
		SELECT count(*) FROM ord a JOIN ord b ON a.dock = b.dock AND b.status = 7 WHERE a.status = 7 AND a.id <> b.id;
	END
	load scan wms 3 30 <<-'END'
		\set i random(1, 30000)
		SELECT bin FROM line WHERE ord = :i;
	END
}
incident() {
	sleep 2
	sql -c "INSERT INTO ord SELECT 30000 + i, 7, i % 20 FROM generate_series(1, 2500) i"
}

# Users are deleted one by one; the table that refers to them has no index on the reference, and is read through for each.
cause=missing_index facts=(sessions)
pg_major=16 seconds=35

prepare() {
	sql <<-END
		CREATE ROLE gdpr LOGIN; CREATE ROLE web LOGIN;
		CREATE TABLE users (id int PRIMARY KEY, mail text);
		CREATE TABLE sessions (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE, data text);
		INSERT INTO users SELECT i, md5(i::text) FROM generate_series(1, 30000) AS i;
		INSERT INTO sessions SELECT i, i % 30000 + 1, md5(i::text) FROM generate_series(1, 120000) AS i;
		GRANT ALL ON users, sessions TO gdpr, web;
		VACUUM ANALYZE;
	END
}

before() {
	load web web 3 40 <<-'END'
		\set id random(20000, 30000)
		SELECT mail FROM users WHERE id = :id;
	END
}

incident() {
	load gdpr-erasure gdpr 1 15 <<-'END'
		\set id random(1, 20000)
		DELETE FROM users WHERE id = :id;
	END
}

# A cache before the database is gone, and every page asks for every flag: the same short statement, a hundred times as often.
cause=query_storm facts=(storefront feature_flags)
pg_major=18

prepare() {
	sql <<-END
		CREATE ROLE shop LOGIN;
		CREATE TABLE feature_flags (name text PRIMARY KEY, enabled boolean NOT NULL, rollout int NOT NULL);
		INSERT INTO feature_flags SELECT 'flag_' || i, i % 2 = 0, i % 100 FROM generate_series(1, 200) AS i;
		CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, total numeric NOT NULL);
		GRANT ALL ON feature_flags, orders TO shop;
		VACUUM ANALYZE;
	END
}

before() {
	load storefront shop 2 20 <<-'END'
		\set n random(1, 200)
		SELECT enabled, rollout FROM feature_flags WHERE name = 'flag_' || :n;
		INSERT INTO orders (total) VALUES (:n);
	END
}

incident() {
	load storefront shop 10 3000 <<-'END'
		\set n random(1, 200)
		SELECT enabled, rollout FROM feature_flags WHERE name = 'flag_' || :n;
	END
}

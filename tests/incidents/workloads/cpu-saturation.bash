# More sessions compute than there are processors, all in memory: nobody waits for a lock or a disk, and everything is slow.
cause=cpu_saturation facts=(risk-model simulate)
pg_major=15 settings=("shared_buffers = 128MB")

prepare() {
	sql <<-END
		CREATE ROLE risk LOGIN; CREATE ROLE shop LOGIN;
		CREATE TABLE positions (id int PRIMARY KEY, value float NOT NULL, volatility float NOT NULL);
		INSERT INTO positions SELECT i, i % 1000, (i % 37) / 100.0 FROM generate_series(1, $(scaled 20000)) AS i;
		CREATE FUNCTION simulate(value float, volatility float, paths int) RETURNS float LANGUAGE sql AS
			'SELECT sum(value * exp(volatility * sqrt(i) - i * volatility ^ 2 / 2)) / paths FROM generate_series(1, paths) AS i';
		GRANT SELECT ON positions TO risk, shop;
		VACUUM ANALYZE positions;
	END
}

before() {
	load shop-web shop 2 30 <<-'END'
		\set id random(1, 20000)
		SELECT value FROM positions WHERE id = :id;
	END
}

incident() {
	load risk-model risk 12 0 <<-'END'
		\set low random(1, 15000)
		SELECT sum(simulate(value, volatility, 250)) FROM positions WHERE id BETWEEN :low AND :low + 4000;
	END
}

# A payment provider answers slowly, and each request holds its connection for that long: all connections are taken by active sessions.
cause=connection_exhaustion facts=(payment-gateway max_connections)
pg_major=18 settings=("max_connections = 40" "superuser_reserved_connections = 5")

prepare() {
	sql <<-'END'
		CREATE ROLE gateway LOGIN;
		CREATE TABLE payments (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount numeric NOT NULL, status text NOT NULL DEFAULT 'new');
		CREATE FUNCTION authorise(amount numeric, seconds float) RETURNS text LANGUAGE plpgsql AS
			'BEGIN PERFORM pg_sleep(seconds); RETURN ''authorised''; END';
		GRANT ALL ON payments TO gateway;
	END
}

request() { # SECONDS
	local i
	for ((i = 0; i < 3; i++)); do
		PGAPPNAME=payment-gateway PGUSER=gateway psql -XAtqc "INSERT INTO payments (amount, status) VALUES (12.50, authorise(12.50, $1))" || sleep 1
	done >/dev/null 2>>"$work/refused.log"
}

before() {
	load payment-gateway gateway 4 8 <<-'END'
		INSERT INTO payments (amount, status) VALUES (12.50, authorise(12.50, 0.1));
	END
}

incident() {
	local i
	for ((i = 0; i < 45; i++)); do
		request 12 &
		children+=("$!")
	done
}

# Someone looks at a payslip in a form, and goes to lunch: the transaction stays open. Nobody waits for it.
cause=idle_in_transaction facts=(hr-desktop "update payslips")
pg_major=17

prepare() {
	sql <<-END
		CREATE ROLE hr LOGIN; CREATE ROLE shop LOGIN;
		CREATE TABLE payslips (id int PRIMARY KEY, employee int NOT NULL, net numeric NOT NULL, note text);
		INSERT INTO payslips SELECT i, i % 300, 2000 + i % 1000 FROM generate_series(1, $(scaled 5000)) AS i;
		CREATE TABLE carts (id int PRIMARY KEY, items int NOT NULL DEFAULT 0, touched timestamptz);
		INSERT INTO carts SELECT i FROM generate_series(1, $(scaled 20000)) AS i;
		GRANT ALL ON payslips, carts TO hr, shop;
		VACUUM ANALYZE;
	END
}

before() {
	load shop-web shop 6 150 <<-END
		\set id random(1, $(scaled 20000))
		UPDATE carts SET items = items + 1, touched = now() WHERE id = :id;
		SELECT items FROM carts WHERE id = :id;
	END
}

incident() {
	quiet_client hr-desktop hr 300 "BEGIN; SELECT * FROM payslips WHERE employee = 42; UPDATE payslips SET note = 'checked' WHERE id = 42;"
}

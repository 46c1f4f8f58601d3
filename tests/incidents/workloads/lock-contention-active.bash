# A batch updates every product in one statement that takes its time; whoever wants to sell one of them waits for it.
cause=lock_contention facts=(price-import "update products set price" stock)
pg_major=13

prepare() {
	sql <<-END
		CREATE ROLE catalog LOGIN; CREATE ROLE shop LOGIN;
		CREATE TABLE products (id int PRIMARY KEY, price numeric NOT NULL, stock int NOT NULL, keywords text);
		INSERT INTO products SELECT i, i % 97 + 1, 1000, md5(i::text) FROM generate_series(1, $(scaled 20000)) AS i;
		CREATE FUNCTION keywords_of(product int) RETURNS text LANGUAGE plpgsql AS
			'DECLARE t text := product; BEGIN FOR i IN 1..2000 LOOP t := md5(t || i); END LOOP; RETURN t; END';
		GRANT ALL ON products TO catalog, shop;
		VACUUM ANALYZE products;
	END
}

before() {
	load shop-web shop 10 120 <<-'END'
		\set id random_exponential(1, 2000, 5)
		SELECT price FROM products WHERE id = :id;
		UPDATE products SET stock = stock - 1 WHERE id = :id;
	END
}

incident() {
	client price-import catalog -c "UPDATE products SET price = round(price * 1.02, 2), keywords = keywords_of(id)"
}

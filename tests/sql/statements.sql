-- Statements as applications, ORMs, migrations and psql send them: what tests/unit/sanitize_referee.c and bench/sanitize read.
-- A blank line ends each; all are PostgreSQL's, and none is anybody's.

SELECT id, email, created_at FROM users WHERE email = 'customer@example.com' AND id = 123

SELECT "users"."id", "users"."name" FROM "users" WHERE "users"."tenant_id" = 42 AND ("users"."state" IN ('active', 'invited')) ORDER BY "users"."created_at" DESC LIMIT 25 OFFSET 50

SELECT o.id, o.total, c.name FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.status = 'open' AND o.created_at >= '2026-01-01 00:00:00+00' AND o.total > 99.95

SELECT count(*) FROM orders WHERE created_at > now() - interval '15 minutes'

SELECT u0_."id" AS id_0, u0_."email" AS email_1 FROM "account_user" u0_ LEFT JOIN "account_profile" p1_ ON (u0_."id" = p1_."user_id") WHERE (u0_."is_active" = true AND p1_."locale" = 'de_CH' AND NOT (u0_."email" LIKE '%@example.org'))

INSERT INTO events (kind, payload, at) VALUES ('login', '{"ip": "10.1.2.3", "agent": "curl/8"}', '2026-02-03'), ('logout', '{}', '2026-02-04')

INSERT INTO carts (user_id, item, qty) VALUES (17, 'A-100', 2) ON CONFLICT (user_id, item) DO UPDATE SET qty = carts.qty + 1 RETURNING id

UPDATE accounts SET balance = balance - 250.00, note = 'it''s moved' WHERE id = 991 AND balance >= 250.00

UPDATE pgbench_accounts SET abalance = abalance + -1234 WHERE aid = 98765

DELETE FROM sessions WHERE expires_at < '2026-03-01' OR token = 'f0e1d2c3b4a5968778695a4b3c2d1e0f'

WITH recent AS (SELECT id, customer_id FROM orders WHERE created_at > '2026-01-15'), big AS (SELECT customer_id, sum(total) AS spent FROM order_lines GROUP BY 1 HAVING sum(total) > 1000) SELECT r.id, b.spent FROM recent r JOIN big b USING (customer_id)

WITH RECURSIVE tree(id, parent, depth) AS (SELECT id, parent_id, 1 FROM nodes WHERE id = 7 UNION ALL SELECT n.id, n.parent_id, t.depth + 1 FROM nodes n JOIN tree t ON n.parent_id = t.id WHERE t.depth < 12) SELECT * FROM tree

SELECT data->'owner'->>'name', data #>> '{address,city}', data @> '{"vip": true}', data ? 'phone', data ?| array['a', 'b'] FROM documents WHERE data @? '$.tags[*] ? (@ == "red")'

SELECT E'line\nbreak \'quoted\' \\ done', U&'d\0061ta', B'1010', X'1FFF', N'national'

SELECT $$it's $1 and "more"$$, $body$ nested $$ inside $body$, 'plain'

DO $do$ BEGIN IF EXISTS (SELECT 1 FROM pg_class WHERE relname = 'orders') THEN RAISE NOTICE 'here'; END IF; END $do$

CREATE FUNCTION add_note(p_user integer, p_text text) RETURNS void LANGUAGE plpgsql AS $fn$ BEGIN INSERT INTO notes VALUES (p_user, p_text, 'auto'); END; $fn$

CREATE TABLE IF NOT EXISTS audit.events (id bigserial PRIMARY KEY, kind varchar(32) NOT NULL DEFAULT 'unknown', amount numeric(12, 2) CHECK (amount > 0.01), made timestamptz DEFAULT now())

CREATE INDEX CONCURRENTLY idx_orders_open ON orders (customer_id, created_at DESC) WHERE status = 'open' AND total > 10

CREATE UNIQUE INDEX users_email_key ON public.users USING btree (lower(email::text)) WITH (fillfactor = 90)

ALTER TABLE orders ADD COLUMN source text DEFAULT 'web', ALTER COLUMN total SET DEFAULT 0, DROP CONSTRAINT orders_note_check

ALTER TABLE ONLY public.orders ADD CONSTRAINT fk_customer FOREIGN KEY (customer_id) REFERENCES public.customers(id) ON DELETE CASCADE

CREATE ROLE reporting LOGIN PASSWORD 'hunter2' VALID UNTIL '2027-01-01' CONNECTION LIMIT 5

ALTER ROLE reporting SET search_path TO reports, public

GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO reporting

COMMENT ON TABLE users IS 'owned by team blue, call 555-0100'

SET statement_timeout = '30s'

SET LOCAL application_name TO 'invoice-run 2026-02'

SET TRANSACTION ISOLATION LEVEL REPEATABLE READ

COPY orders (id, total) FROM '/srv/import/orders.csv' WITH (FORMAT csv, HEADER true, DELIMITER ';')

COPY (SELECT * FROM users WHERE country = 'CH') TO STDOUT WITH CSV

EXPLAIN (ANALYZE, BUFFERS) SELECT * FROM orders WHERE id = 5

PREPARE find (int, text) AS SELECT * FROM users WHERE id = $1 AND name = $2 AND state = 'on'

EXECUTE find (12, 'Mary Jones')

DECLARE c1 NO SCROLL CURSOR WITH HOLD FOR SELECT id FROM users WHERE id BETWEEN 100 AND 200

FETCH FORWARD 500 FROM c1

LISTEN queue_jobs

NOTIFY queue_jobs, '{"job": 1234, "for": "mary"}'

SELECT pg_notify('queue', 'job 77'), pg_sleep(0.25), set_config('app.user', '4711', true)

SELECT pg_advisory_xact_lock(8675309), nextval('orders_id_seq'::regclass), currval('orders_id_seq')

SELECT array_agg(x ORDER BY x DESC)[1:3], ARRAY[1, 2.5, 3e10, .5, 6.]::numeric[] FROM generate_series(1, 10, 2) AS g(x)

SELECT CASE WHEN total > 1000 THEN 'large' WHEN total > 100 THEN 'middle' ELSE 'small' END AS size, coalesce(note, '') FROM orders

SELECT * FROM crosstab('SELECT region, month, sum(total) FROM sales GROUP BY 1, 2', 'VALUES (1), (2)') AS ct(region text, jan numeric, feb numeric)

SELECT row_number() OVER (PARTITION BY customer_id ORDER BY created_at ROWS BETWEEN 3 PRECEDING AND CURRENT ROW) FROM orders

SELECT date '2026-05-01' + interval '1 day' * 3, timestamp with time zone '2026-05-01 10:00+02', time '04:05:06', '12.5'::money

SELECT a FROM t WHERE b = ANY('{1,2,3}'::int[]) AND c <> ALL (ARRAY['x', 'y']) AND d IS DISTINCT FROM 4 AND e !~* '^mary' AND f SIMILAR TO '%(a|b)%'

SELECT extract(epoch FROM created_at), date_trunc('hour', created_at), to_char(created_at, 'YYYY-MM-DD"T"HH24:MI') FROM orders

SELECT st_distance(geom, st_setsrid(st_makepoint(8.5417, 47.3769), 4326)) < 1500 FROM shops

SELECT to_tsvector('english', body) @@ plainto_tsquery('english', 'secret phrase') AS hit, ts_rank(tsv, q, 32) FROM docs, to_tsquery('fat & rat') q

MERGE INTO stock s USING (SELECT 7 AS item, 3 AS n) v ON s.item = v.item WHEN MATCHED THEN UPDATE SET n = s.n + v.n WHEN NOT MATCHED THEN INSERT VALUES (v.item, v.n)

SELECT * FROM ROWS FROM (json_to_recordset('[{"a": 1, "b": "foo"}]') AS (a int, b text), generate_series(1, 3)) AS x(p, q, s) ORDER BY p

SELECT t.*, lag(v, 1, 0) OVER w FROM metrics t TABLESAMPLE SYSTEM (2.5) WINDOW w AS (ORDER BY at) FOR UPDATE SKIP LOCKED

/* shop:orders#index user='mary' */ SELECT "orders".* FROM "orders" WHERE "orders"."deleted_at" IS NULL AND "orders"."uuid" = '550e8400-e29b-41d4-a716-446655440000' -- trace 00-4bf92f35

SELECT 1 -- it's a comment
 , 'two' /* nested /* 'three' */ four */ , 5

SELECT 'first'
	'second' AS joined, E'one\'s'
	'two\'s' AS other

select lower("Weird ""Name"""), "ümlaut", straße, größe$1 from "Schema With Blanks"."Tab.le" where größe = 5

SELECT a.b.c, (r).f, (arr)[2], $1::int, $2, @x - -3, 5!=4, 2^10, 7%3, |/ 25.0, 4 <-> 3 FROM s

VALUES (1, 'one', NULL), (2, 'two', TRUE), (-3, 'minus three', FALSE)

TABLE users

BEGIN; UPDATE t SET a = 1 WHERE b = 'x'; COMMIT

SELECT * FROM orders WHERE (id, created_at) > (1234567, '2026-01-01') AND total BETWEEN 10 AND 20 OR note ILIKE '%urgent\%%' ESCAPE '\'

VACUUM (VERBOSE, ANALYZE, PARALLEL 2) public.orders

REFRESH MATERIALIZED VIEW CONCURRENTLY daily_totals

LOCK TABLE orders, order_lines IN SHARE ROW EXCLUSIVE MODE NOWAIT

CREATE POLICY tenant_rows ON orders USING (tenant_id = current_setting('app.tenant')::int)

CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch('updated_at', 3)

CREATE SUBSCRIPTION sub CONNECTION 'host=db7.corp user=repl password=s3cret' PUBLICATION pub WITH (copy_data = false)

CREATE SERVER other FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'db8.corp', port '5433', dbname 'shop')

CREATE USER MAPPING FOR app SERVER other OPTIONS (user 'remote', password 'pa55')

PREPARE TRANSACTION 'order-4711'

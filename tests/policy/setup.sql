-- What the attacks go for, and the role that they are made as.
CREATE EXTENSION pg_stat_statements;
CREATE ROLE reader LOGIN;
GRANT pg_monitor TO reader;
GRANT USAGE ON SCHEMA flight_recorder, fixture TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA flight_recorder, fixture TO reader;

CREATE TABLE public.users (id int PRIMARY KEY, email text);
INSERT INTO public.users VALUES (1, 'bob@example.com');
CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS one;
CREATE SEQUENCE public.s;

-- Traps: objects that somebody else may have made, and that everybody may use.
CREATE SCHEMA evil;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
CREATE FUNCTION evil.trap(int, int) RETURNS boolean LANGUAGE plpgsql AS
	$$ BEGIN INSERT INTO public.users VALUES (666, 'trapped'); RETURN true; END $$;
CREATE OPERATOR evil.@ (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.trap);
CREATE OPERATOR public.+ (LEFTARG = int, RIGHTARG = int, FUNCTION = evil.trap);
CREATE TYPE evil.type AS (a int);
CREATE DOMAIN public.evil AS text CHECK (evil.trap(1, 2));
CREATE FUNCTION public.abs(int) RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap($1, $1)';
CREATE PROCEDURE public.trap() LANGUAGE sql AS 'INSERT INTO public.users VALUES (667, ''trapped'')';
-- Names that shadow PostgreSQL's own for whoever has public in front.
CREATE FUNCTION public.now() RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap(1, 1)';
CREATE FUNCTION public.count(int) RETURNS boolean LANGUAGE sql AS 'SELECT evil.trap(1, 1)';
CREATE VIEW public.pg_stat_activity AS SELECT evil.trap(1, 1) AS pid;
ALTER ROLE reader SET search_path = public, pg_catalog;
-- Where this is on, a backslash means something else than the policy's parser thinks.
ALTER ROLE reader SET standard_conforming_strings = off;

-- Planning folds what is constant, and so runs functions of whoever owns what a statement names.
CREATE ROLE app LOGIN;
CREATE SCHEMA app AUTHORIZATION app;
GRANT USAGE ON SCHEMA app TO PUBLIC;
SET SESSION AUTHORIZATION app;
CREATE FUNCTION app.trap() RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN ASSERT current_user = 'app', 'ran as ' || current_user; RETURN 1; END $$;
CREATE FUNCTION app.trap(int, int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT app.trap() = $1';
CREATE OPERATOR app.@ (LEFTARG = int, RIGHTARG = int, FUNCTION = app.trap);
CREATE VIEW app.in_view AS SELECT app.trap() AS id;
CREATE VIEW app.in_view_of_view AS SELECT id FROM app.in_view;
CREATE VIEW app.in_operator AS SELECT 1 AS id WHERE 1 OPERATOR(app.@) 2;
CREATE TABLE app.in_child (id int);
CREATE TABLE app.child (CHECK (id > app.trap())) INHERITS (app.in_child);
CREATE TABLE app.in_policy (id int);
ALTER TABLE app.in_policy ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON app.in_policy USING (id > app.trap());
CREATE TABLE app.in_index (id int);
CREATE INDEX ON app.in_index (id) WHERE id > app.trap();
CREATE FUNCTION app.distance(int, int) RETURNS float8 IMMUTABLE LANGUAGE sql AS 'SELECT app.trap()::float8';
CREATE TYPE app.range AS RANGE (subtype = int, subtype_diff = app.distance);
CREATE TABLE app.in_type (id int, place app.range);
CREATE TABLE app.orders (id int PRIMARY KEY, day date DEFAULT now(), CHECK (id > 0));
CREATE VIEW app.recent_orders AS SELECT id, lower(day::text) AS day FROM app.orders WHERE day > now() - interval '1 day';
GRANT SELECT ON ALL TABLES IN SCHEMA app TO PUBLIC;
RESET SESSION AUTHORIZATION;

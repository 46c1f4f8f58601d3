-- description: The server's settings now: those that are not at their defaults, or those whose names contain a text.
-- parameter: name_contains text: a part of the name, as in autovacuum
SELECT name AS parameter_name, setting AS value, unit, source, pending_restart FROM pg_settings
WHERE CASE WHEN $1::text IS NULL THEN source NOT IN ('default', 'override', 'client', 'session') ELSE strpos(name, lower($1::text)) > 0 END
ORDER BY name

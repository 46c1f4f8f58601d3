-- What of :doc (what session.sql gave) is not what was recorded here before; no row: the same server and database, or nothing yet.
SELECT CASE m.name WHEN 'database' THEN 'database ''' || m.value || '''' ELSE 'another server' END
FROM meta m JOIN json_each(:doc) new ON new.key = m.name
WHERE m.name IN ('system_identifier', 'database') AND m.value <> new.value
ORDER BY m.name DESC LIMIT 1;

-- fr-record: the size of this database as of the last VACUUM or ANALYZE of each relation: pg_database_size() looks at every file.
SELECT /* fr-record */ json_build_object('db_size_bytes', sum(relpages::int8) * current_setting('block_size')::int8) FROM pg_class;

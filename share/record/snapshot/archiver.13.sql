-- fr-record: WAL files archived, and those that could not be.
SELECT /* fr-record */ json_build_object('archived', archived_count, 'archive_failed', failed_count) FROM pg_stat_archiver;

-- $1 of snapshot/texts.*.sql: the statements whose texts are not known yet, as a PostgreSQL array; NULL when there is none.
SELECT '{' || group_concat(DISTINCT queryid) || '}' FROM statements
WHERE snapshot_id = :snapshot AND queryid NOT IN (SELECT queryid FROM statement_texts);

-- fr-record: the texts of the statements in $1: [[queryid, text], …]. In psql: -v schema=public (where the extension is).
-- parameters: $1 queryids int8[]
SELECT /* fr-record */ json_agg(json_build_array(queryid, query))
FROM (SELECT queryid, max(CASE WHEN octet_length(query) > 4096 THEN left(query, 1000) ELSE query END) AS query
	FROM :schema.pg_stat_statements(true)
	WHERE queryid = ANY ($1::int8[]) AND query IS NOT NULL
	GROUP BY queryid) s;

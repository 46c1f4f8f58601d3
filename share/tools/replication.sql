-- description: Who receives this server's WAL now (kind standby, from pg_stat_replication), and how far each is behind in bytes and seconds. On a
--   standby also from whom it comes (kind upstream, from pg_stat_wal_receiver). No rows: nobody replicates.
-- parameter: limit integer 1..1000 = 20: rows at the most
WITH here AS MATERIALIZED (
	SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn
), standbys AS (
	SELECT 'standby' AS kind, r.pid, r.usename, r.application_name, host(r.client_addr) AS client_addr, r.state, r.sync_state, s.slot_name::text AS slot_name,
		(here.lsn - r.sent_lsn)::bigint AS unsent_bytes, (here.lsn - r.flush_lsn)::bigint AS flush_lag_bytes, (here.lsn - r.replay_lsn)::bigint AS replay_lag_bytes,
		extract(epoch FROM r.write_lag) AS write_lag_seconds, extract(epoch FROM r.flush_lag) AS flush_lag_seconds,
		extract(epoch FROM r.replay_lag) AS replay_lag_seconds, r.backend_start, r.reply_time AS last_seen
	FROM pg_stat_replication AS r CROSS JOIN here LEFT JOIN pg_replication_slots AS s ON s.active_pid = r.pid
), upstreams AS (
	SELECT 'upstream', w.pid, NULL::name, NULL, w.sender_host, w.status, NULL, w.slot_name, NULL::bigint, NULL::bigint, (w.flushed_lsn - here.lsn)::bigint, NULL::numeric, NULL::numeric,
		CASE WHEN w.flushed_lsn > here.lsn THEN extract(epoch FROM now() - pg_last_xact_replay_timestamp()) ELSE 0 END, NULL::timestamptz, w.last_msg_receipt_time
	FROM pg_stat_wal_receiver AS w CROSS JOIN here
)
SELECT * FROM (SELECT * FROM standbys UNION ALL SELECT * FROM upstreams) AS all_of_them
ORDER BY replay_lag_bytes DESC NULLS LAST, application_name, pid
LIMIT $1::integer

-- fr-record: who receives WAL from here: [[pid, application_name, client_addr, state, sync_state, write_lag, flush_lag, replay_lag (µs),
-- bytes sent and not replayed], …].
SELECT /* fr-record */ coalesce(json_agg(json_build_array(pid, application_name, host(client_addr), state, sync_state,
	(date_part('epoch', write_lag) * 1000000)::int8, (date_part('epoch', flush_lag) * 1000000)::int8,
	(date_part('epoch', replay_lag) * 1000000)::int8, (sent_lsn - replay_lsn)::int8)), '[]')
FROM pg_stat_replication;

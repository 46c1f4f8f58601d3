-- fr-record: checkpoints and the background writer. What backends wrote themselves is in pg_stat_io only, since PostgreSQL 17.
SELECT /* fr-record */ json_build_object('ckpt_timed', c.num_timed, 'ckpt_requested', c.num_requested,
	'ckpt_write_time_ms', c.write_time, 'ckpt_sync_time_ms', c.sync_time, 'ckpt_buffers', c.buffers_written,
	'bgw_buffers_clean', b.buffers_clean, 'bgw_maxwritten_clean', b.maxwritten_clean, 'bgw_buffers_alloc', b.buffers_alloc)
FROM pg_stat_checkpointer c, pg_stat_bgwriter b;

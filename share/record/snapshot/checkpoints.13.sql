-- fr-record: checkpoints and the background writer, up to PostgreSQL 16.
SELECT /* fr-record */ json_build_object('ckpt_timed', checkpoints_timed, 'ckpt_requested', checkpoints_req,
	'ckpt_write_time_ms', checkpoint_write_time, 'ckpt_sync_time_ms', checkpoint_sync_time, 'ckpt_buffers', buffers_checkpoint,
	'bgw_buffers_clean', buffers_clean, 'bgw_buffers_alloc', buffers_alloc, 'bgw_maxwritten_clean', maxwritten_clean, 'bgw_buffers_backend', buffers_backend,
	'bgw_buffers_backend_fsync', buffers_backend_fsync)
FROM pg_stat_bgwriter;

-- What is older than :before_us goes (--keep). Of what has rows only where it changed, the last row before that stays: it still holds.
DELETE FROM session_counts WHERE sample_id IN (SELECT id FROM samples WHERE at_us < :before_us);
DELETE FROM session_samples WHERE sample_id IN (SELECT id FROM samples WHERE at_us < :before_us);
DELETE FROM lock_samples WHERE sample_id IN (SELECT id FROM samples WHERE at_us < :before_us);
DELETE FROM samples WHERE at_us < :before_us;
DELETE FROM notes WHERE at_us < :before_us AND kind = 'gap';
DELETE FROM sessions WHERE id NOT IN (SELECT session_id FROM session_samples);
DELETE FROM settings WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND EXISTS (SELECT 1 FROM settings s JOIN snapshots p ON p.id = s.snapshot_id AND p.at_us < :before_us
		WHERE s.name = settings.name AND s.snapshot_id > settings.snapshot_id);
DELETE FROM statements WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND EXISTS (SELECT 1 FROM statements s JOIN snapshots p ON p.id = s.snapshot_id AND p.at_us < :before_us
		WHERE s.queryid = statements.queryid AND s.snapshot_id > statements.snapshot_id);
DELETE FROM tables WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND EXISTS (SELECT 1 FROM tables t JOIN snapshots p ON p.id = t.snapshot_id AND p.at_us < :before_us
		WHERE t.relid = tables.relid AND t.snapshot_id > tables.snapshot_id);
DELETE FROM table_vacuums WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND EXISTS (SELECT 1 FROM table_vacuums t JOIN snapshots p ON p.id = t.snapshot_id AND p.at_us < :before_us
		WHERE t.relid = table_vacuums.relid AND t.snapshot_id > table_vacuums.snapshot_id);
DELETE FROM indexes WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND (is_gone OR EXISTS (SELECT 1 FROM indexes i JOIN snapshots p ON p.id = i.snapshot_id AND p.at_us < :before_us
		WHERE i.indexrelid = indexes.indexrelid AND i.snapshot_id > indexes.snapshot_id));
DELETE FROM role_settings WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us)
	AND EXISTS (SELECT 1 FROM role_settings r JOIN snapshots p ON p.id = r.snapshot_id AND p.at_us < :before_us
		WHERE r.database_name = role_settings.database_name AND r.role_name = role_settings.role_name
			AND r.parameter_name = role_settings.parameter_name AND r.snapshot_id > role_settings.snapshot_id);
DELETE FROM ages WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us);
DELETE FROM receivers WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us);
DELETE FROM slots WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us);
DELETE FROM vacuums WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us);
DELETE FROM counters WHERE snapshot_id IN (SELECT id FROM snapshots WHERE at_us < :before_us);
DELETE FROM texts WHERE id NOT IN (
	SELECT query_id FROM session_samples WHERE query_id IS NOT NULL
	UNION SELECT state_id FROM session_samples WHERE state_id IS NOT NULL
	UNION SELECT wait_event_type_id FROM session_samples WHERE wait_event_type_id IS NOT NULL
	UNION SELECT wait_event_id FROM session_samples WHERE wait_event_id IS NOT NULL
	UNION SELECT locktype_id FROM lock_samples WHERE locktype_id IS NOT NULL
	UNION SELECT mode_id FROM lock_samples WHERE mode_id IS NOT NULL
	UNION SELECT relation_id FROM lock_samples WHERE relation_id IS NOT NULL
	UNION SELECT text_id FROM statement_texts);

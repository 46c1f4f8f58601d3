-- The format of a recording (SQLite), version 2. It is run on a new file, and on one of version 1 that is added to: what is there stays.
--
-- Times are microseconds since the Unix epoch by the server's clock (…_us). Names and states that PostgreSQL leaves NULL are
-- '' where they are part of a key. What repeats in every sample (query texts, states, waits) is kept once, in texts.
-- Read it through the views activity and locks; the tables behind them are laid out for size.

PRAGMA application_id = 1718773091; -- 'frec': how a recording is told from any other file
PRAGMA user_version = 2;

-- What is recorded: server_version, system_identifier, database, …
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;

-- One row each time fr-record was started on this file, and each time it found the server again.
CREATE TABLE IF NOT EXISTS runs (
	id INTEGER PRIMARY KEY,
	started_us INTEGER NOT NULL,
	interval_us INTEGER NOT NULL,
	role TEXT
);

-- What could not be read (kind 'part'), and why there are no samples for a while (kind 'gap').
CREATE TABLE IF NOT EXISTS notes (
	at_us INTEGER NOT NULL,
	kind TEXT NOT NULL,
	note TEXT NOT NULL,
	UNIQUE (kind, note, at_us)
);

CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);

CREATE TABLE IF NOT EXISTS samples (id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, run_id INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS samples_at ON samples (at_us);

-- All sessions, the idle ones too, counted by what they have in common.
CREATE TABLE IF NOT EXISTS session_groups (
	id INTEGER PRIMARY KEY,
	backend_type TEXT NOT NULL,
	state TEXT NOT NULL,
	usename TEXT NOT NULL,
	application_name TEXT NOT NULL,
	wait_event_type TEXT NOT NULL,
	wait_event TEXT NOT NULL,
	UNIQUE (backend_type, state, usename, application_name, wait_event_type, wait_event)
);
CREATE TABLE IF NOT EXISTS session_counts (
	sample_id INTEGER NOT NULL,
	group_id INTEGER NOT NULL,
	sessions INTEGER NOT NULL,
	PRIMARY KEY (sample_id, group_id)
) WITHOUT ROWID;

-- The sessions that do something, hold a transaction open, or block one that waits.
CREATE TABLE IF NOT EXISTS sessions (
	id INTEGER PRIMARY KEY,
	pid INTEGER NOT NULL,
	backend_start_us INTEGER NOT NULL,
	backend_type TEXT NOT NULL,
	datname TEXT NOT NULL,
	usename TEXT NOT NULL,
	application_name TEXT NOT NULL,
	client_addr TEXT NOT NULL,
	UNIQUE (pid, backend_start_us, application_name, backend_type, datname, usename, client_addr)
);
CREATE TABLE IF NOT EXISTS session_samples (
	sample_id INTEGER NOT NULL,
	session_id INTEGER NOT NULL,
	state_id INTEGER,
	wait_event_type_id INTEGER,
	wait_event_id INTEGER,
	query_id INTEGER,
	xact_start_us INTEGER,
	query_start_us INTEGER,
	state_change_us INTEGER,
	PRIMARY KEY (sample_id, session_id)
) WITHOUT ROWID;

-- Who waits for a lock, and for whom. One row for each pair of a blocked session and a root: a session that blocks it, itself
-- or through others, and waits for nobody (is_root); and since version 2 one for each that blocks it directly and waits itself. Where
-- none of its rows is a root's the blocked session waits in a circle or behind one (a deadlock).
-- blocking_pid 0 is a prepared transaction; NULL: not known.
CREATE TABLE IF NOT EXISTS lock_samples (
	sample_id INTEGER NOT NULL,
	blocked_pid INTEGER NOT NULL,
	blocking_pid INTEGER,
	is_root INTEGER NOT NULL,
	is_direct INTEGER NOT NULL,
	locktype_id INTEGER,
	mode_id INTEGER,
	relation_id INTEGER,
	waitstart_us INTEGER
);
CREATE INDEX IF NOT EXISTS lock_samples_sample ON lock_samples (sample_id);

CREATE TABLE IF NOT EXISTS snapshots (id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS snapshots_at ON snapshots (at_us);
CREATE TABLE IF NOT EXISTS snapshot_parts (
	snapshot_id INTEGER NOT NULL,
	part TEXT NOT NULL,
	PRIMARY KEY (snapshot_id, part)
) WITHOUT ROWID;

-- Every number of checkpointer, background writer, WAL, I/O, databases and slots, by the name the snapshot's SQL gives it.
CREATE TABLE IF NOT EXISTS counters (
	name TEXT NOT NULL,
	snapshot_id INTEGER NOT NULL,
	value NUMERIC NOT NULL,
	PRIMARY KEY (name, snapshot_id)
) WITHOUT ROWID;

-- The following have a row only where something changed since the row before.
CREATE TABLE IF NOT EXISTS settings (
	snapshot_id INTEGER NOT NULL,
	name TEXT NOT NULL,
	setting TEXT,
	unit TEXT,
	source TEXT,
	PRIMARY KEY (name, snapshot_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statements (
	queryid INTEGER NOT NULL,
	snapshot_id INTEGER NOT NULL,
	calls INTEGER NOT NULL,
	total_exec_time REAL NOT NULL,
	rows INTEGER NOT NULL,
	shared_blks_hit INTEGER NOT NULL,
	shared_blks_read INTEGER NOT NULL,
	temp_blks_read INTEGER NOT NULL,
	temp_blks_written INTEGER NOT NULL,
	wal_bytes INTEGER NOT NULL,
	PRIMARY KEY (queryid, snapshot_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS statement_texts (queryid INTEGER PRIMARY KEY, text_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tables (
	relid INTEGER NOT NULL,
	snapshot_id INTEGER NOT NULL,
	schemaname TEXT NOT NULL,
	relname TEXT NOT NULL,
	seq_scan INTEGER,
	seq_tup_read INTEGER,
	idx_scan INTEGER,
	n_tup_ins INTEGER,
	n_tup_upd INTEGER,
	n_tup_del INTEGER,
	n_tup_hot_upd INTEGER,
	n_live_tup INTEGER,
	n_dead_tup INTEGER,
	last_vacuum_us INTEGER,
	last_analyze_us INTEGER,
	relpages INTEGER,
	PRIMARY KEY (relid, snapshot_id)
) WITHOUT ROWID;

-- Since version 2. Of these, too, a row says what changed since the row before.
CREATE TABLE IF NOT EXISTS table_vacuums (
	relid INTEGER NOT NULL,
	snapshot_id INTEGER NOT NULL,
	vacuum_count INTEGER,
	autovacuum_count INTEGER,
	analyze_count INTEGER, -- those of autovacuum, too
	last_vacuum_us INTEGER,
	last_autovacuum_us INTEGER,
	last_analyze_us INTEGER,
	last_autoanalyze_us INTEGER,
	n_mod_since_analyze INTEGER,
	autovacuum_enabled INTEGER,
	relfrozenxid_age INTEGER,
	PRIMARY KEY (relid, snapshot_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS indexes (
	indexrelid INTEGER NOT NULL,
	snapshot_id INTEGER NOT NULL,
	schemaname TEXT NOT NULL,
	relname TEXT NOT NULL,
	indexrelname TEXT NOT NULL,
	idx_scan INTEGER,
	idx_tup_read INTEGER,
	idx_tup_fetch INTEGER,
	relpages INTEGER,
	is_unique INTEGER NOT NULL,
	is_gone INTEGER NOT NULL, -- it is not there any more
	PRIMARY KEY (indexrelid, snapshot_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS role_settings (
	database_name TEXT NOT NULL,
	role_name TEXT NOT NULL,
	parameter_name TEXT NOT NULL,
	snapshot_id INTEGER NOT NULL,
	parameter_value TEXT, -- NULL: it is not set any more
	PRIMARY KEY (database_name, role_name, parameter_name, snapshot_id)
) WITHOUT ROWID;

-- Since version 2: these have rows in every snapshot, as long as there is anything.
CREATE TABLE IF NOT EXISTS ages (
	snapshot_id INTEGER NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	xid_age INTEGER,
	mxid_age INTEGER,
	PRIMARY KEY (snapshot_id, kind, name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receivers (
	snapshot_id INTEGER NOT NULL,
	pid INTEGER NOT NULL,
	application_name TEXT,
	client_addr TEXT,
	state TEXT,
	sync_state TEXT,
	write_lag_us INTEGER,
	flush_lag_us INTEGER,
	replay_lag_us INTEGER,
	replay_lag_bytes INTEGER,
	PRIMARY KEY (snapshot_id, pid)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS slots (
	snapshot_id INTEGER NOT NULL,
	slot_name TEXT NOT NULL,
	slot_type TEXT,
	active INTEGER,
	wal_status TEXT,
	retained_wal_bytes INTEGER,
	PRIMARY KEY (snapshot_id, slot_name)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS vacuums (
	snapshot_id INTEGER NOT NULL,
	pid INTEGER NOT NULL,
	datname TEXT,
	relname TEXT,
	phase TEXT,
	heap_blks_total INTEGER,
	heap_blks_scanned INTEGER,
	started_us INTEGER,
	PRIMARY KEY (snapshot_id, pid)
) WITHOUT ROWID;

CREATE VIEW IF NOT EXISTS activity AS
SELECT p.id AS sample_id, p.at_us, s.pid, s.backend_start_us, s.backend_type, s.datname, s.usename, s.application_name, s.client_addr,
	state.text AS state, type.text AS wait_event_type, event.text AS wait_event, query.text AS query,
	a.xact_start_us, a.query_start_us, a.state_change_us
FROM samples p
JOIN session_samples a ON a.sample_id = p.id
JOIN sessions s ON s.id = a.session_id
LEFT JOIN texts state ON state.id = a.state_id
LEFT JOIN texts type ON type.id = a.wait_event_type_id
LEFT JOIN texts event ON event.id = a.wait_event_id
LEFT JOIN texts query ON query.id = a.query_id;

CREATE VIEW IF NOT EXISTS locks AS
SELECT p.id AS sample_id, p.at_us, l.blocked_pid, l.blocking_pid, l.is_root, l.is_direct,
	type.text AS locktype, mode.text AS mode, relation.text AS relation, l.waitstart_us
FROM samples p
JOIN lock_samples l ON l.sample_id = p.id
LEFT JOIN texts type ON type.id = l.locktype_id
LEFT JOIN texts mode ON mode.id = l.mode_id
LEFT JOIN texts relation ON relation.id = l.relation_id;

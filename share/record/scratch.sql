-- What store/sample.sql works with: temporary, in memory.
PRAGMA temp_store = MEMORY;
CREATE TEMP TABLE incoming (pid INTEGER PRIMARY KEY, backend_start_us, backend_type, datname, usename, application_name, client_addr,
	state, wait_event_type, wait_event, query, xact_start_us, query_start_us, state_change_us);
CREATE TEMP TABLE edges (blocking_pid INTEGER, blocked_pid INTEGER, PRIMARY KEY (blocking_pid, blocked_pid)) WITHOUT ROWID;

-- Which server is it? A standby has the identifier of its primary.
-- parameters: none
SELECT
	(SELECT system_identifier FROM pg_control_system())::text AS system_identifier,
	current_database()::text AS database,
	pg_is_in_recovery() AS is_standby

INSERT INTO ai_breakers (provider, server, failures, open_until, probe)
VALUES (:provider, :server, :failures, :open_until, :probe)
ON CONFLICT (provider, server) DO UPDATE
   SET failures = excluded.failures, open_until = excluded.open_until, probe = excluded.probe;

-- Nobody else is at the action: the lock lasts as long as the session, and so as long as the statement of one that was killed goes on.
-- parameters: $1 key bigint
SELECT pg_try_advisory_lock($1::bigint) AS is_ours

-- It answers again.
DELETE FROM ai_breakers WHERE provider = :provider AND server = :server;

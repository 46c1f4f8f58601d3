-- How a provider has been doing.
SELECT failures, open_until, probe FROM ai_breakers WHERE provider = :provider AND server = :server;

-- Parameters: channel, address. Why nothing is sent there any more.
SELECT reply FROM ai_alerts WHERE channel = :channel AND address = :address AND state = 'gone' ORDER BY id DESC LIMIT 1;

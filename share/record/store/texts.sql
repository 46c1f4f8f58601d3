-- The text of each statement, once. :doc is [[queryid, text], …].
INSERT OR IGNORE INTO texts (text) SELECT substr(value ->> 1, 1, 500) FROM json_each(:doc);
INSERT OR IGNORE INTO statement_texts (queryid, text_id)
SELECT value ->> 0, t.id FROM json_each(:doc) JOIN texts t ON t.text = substr(value ->> 1, 1, 500);

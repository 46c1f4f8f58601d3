-- description: What sessions waited for in the last samples.
SELECT * FROM flight_recorder.recent_waits_current()

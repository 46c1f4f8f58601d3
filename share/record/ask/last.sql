-- The time of the last sample.
SELECT at_us FROM samples ORDER BY id DESC LIMIT 1;

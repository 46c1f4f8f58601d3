-- What a day has cost so far. No row: nothing.
-- parameters: :day
SELECT spent_microusd, reserved_microusd FROM ai_usage_totals WHERE day = :day::date;

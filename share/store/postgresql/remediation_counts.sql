-- Parameters: action_type, object_key, hour_ago, cooldown_ago, day_ago. What was done or may have been: of the kind in the last hour,
-- to the object since the cooldown began, of all in a day; is anything under way on the object; and was everything stopped?
SELECT (SELECT count(*) FROM ai_remediations
         WHERE state IN ('intended', 'done', 'failed', 'unknown') AND action_type = :action_type AND executed_at > :hour_ago::timestamptz) AS of_kind,
       (SELECT count(*) FROM ai_remediations
         WHERE state IN ('intended', 'done', 'failed', 'unknown') AND object_key = :object_key AND executed_at > :cooldown_ago::timestamptz) AS of_object,
       (SELECT count(*) FROM ai_remediations
         WHERE state IN ('intended', 'done', 'failed', 'unknown') AND executed_at > :day_ago::timestamptz) AS of_day,
       (SELECT count(*) FROM ai_remediations WHERE state IN ('intended', 'unknown') AND object_key = :object_key) AS under_way,
       (SELECT count(*) FROM ai_remediation_stops WHERE resumed_at IS NULL) AS stops;

-- Parameters: action_key. The row that was made under that key, in a first try whose answer was lost.
SELECT id FROM ai_remediations WHERE action_key = :action_key;

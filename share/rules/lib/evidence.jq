# What rules read the evidence with. Everything here takes any JSON: an envelope is input from outside.

# A number, also when it travels as a string; null for anything else, NaN and infinity too.
def number: [tonumber? | select(. < 1e300 and . > -1e300)][0];
def amount: number // 0;

# The rows of a section of .context: [] when it is missing, null, or not of that shape.
def section($name): [.context[$name] | objects | .rows | arrays | .[] | objects];

# One column of many rows.
def most($column): map(.[$column] | amount) | max // 0;
def total($column): map(.[$column] | amount) | add // 0;
def by($column): sort_by(-(.[$column] | amount));
def positive($column): map(select(.[$column] | amount > 0)) | by($column);

# The recorder's own word: the rows of anomalies of one type.
def anomaly($type): section("anomalies") | map(select(.anomaly_type == $type));

# Bytes in what a setting says: "1024 MB", "8192 8kB", "1GB".
def size: [strings | capture("^(?<n>[0-9.]+) *(?<unit>8kB|16MB|[kMGT]?B)$")
  | (.n | number) * { "B": 1, "kB": 1024, "8kB": 8192, "MB": 1048576, "16MB": 16777216, "GB": 1073741824, "TB": 1099511627776 }[.unit]][0];

# The next power of two, for settings that are given in such.
def rounded_up: log2 | ceil | exp2;

# How far a value has gone from a threshold to where it is grave: 0 to 1.
def ramp($name): $thresholds[$name] as $from | [[(amount - $from.value) / ($from.grave - $from.value), 0] | max, 1] | min;
def above($name): . >= $thresholds[$name].value;

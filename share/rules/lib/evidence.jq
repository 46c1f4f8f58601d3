# What rules read the evidence with. Everything here takes any JSON: an envelope is input from outside.

# A number, also when it travels as a string; null for anything else, NaN and infinity too.
def number: [tonumber? | select(. < 1e300 and . > -1e300)][0];
def amount: number // 0;
def ratio($part; $whole): if $whole > 0 then $part / $whole else 0 end;

# The rows of a section of .context: [] when it is missing, null, or not of that shape.
def section($name): [.context[$name] | objects | .rows | arrays | .[] | objects];
def was_read($name): [.context[$name] | objects | .rows | arrays] != [];

# One column of many rows.
def most($column): map(.[$column] | amount) | max // 0;
def total($column): map(.[$column] | amount) | add // 0;
def by($column): sort_by(-(.[$column] | amount));
def positive($column): map(select(.[$column] | amount > 0)) | by($column);

# Does a column's text have this pattern, in any case?
def says($column; $pattern): "\(.[$column])" | test($pattern; "i");

# The recorder's own word: the rows of anomalies of one type.
def anomaly($type): section("anomalies") | map(select(.anomaly_type == $type));

# The seconds that deltas span: between snapshots where there were two, else the window's.
def seconds: [(.facts.elapsed_seconds | amount), (.window | objects | .minutes | amount * 60) | select(. > 0)][0] // 1;

def samples: [.coverage | objects | .samples | amount][0] // 0;

# Sessions at work on the average, as samples saw them; null where that is not known.
def at_work: samples as $samples | section("wait_events") as $waits
  | ($waits | map(select(.state == "active" and (.backend_type == null or .backend_type == "client backend"))) | total("total_waiters")) as $seen
  | .facts.active_sessions_avg | number // if $waits != [] then ratio($seen; $samples) else null end;

# Who was at work: the applications with the most sessions active at once.
def active: section("connections") | map(select(.state == "active")) | by("count_max");

# Statements that took time, most first, without those of recorders and monitors: sessions is how many were at it on the average.
def statements:
  seconds as $seconds
  | section("slow_queries")
  | map(select(says("query_preview"; "flight_recorder|pg_stat_|^[ (]*(begin|commit|rollback|set|show|savepoint|release|discard)\\b") | not))
  | total("total_exec_time_delta_ms") as $all
  | map(
      (.calls_delta | amount) as $calls | (.total_exec_time_delta_ms | amount) as $ms
      | ((.shared_blks_hit_delta | amount) + (.shared_blks_read_delta | amount)) as $blocks
      | (.mean_before_ms // .mean_exec_time_start_ms | number) as $before
      | . + {
          mean_ms: ratio($ms; $calls), before_ms: $before, times: ratio(ratio($ms; $calls); $before // 0),
          first_shown: (.mean_exec_time_start_ms == null and $before != null), since_shown: (1 + (.mean_change_pct | amount) / 100),
          share: ratio(100 * $ms; $all), sessions: ($ms / 1000 / $seconds), per_second: ($calls / $seconds),
          per_call: ratio($blocks; $calls), per_row: ($blocks / ([.rows_delta, 1] | map(amount) | max))
        })
  | by("total_exec_time_delta_ms");

# Statements that take several times what they took before, and enough of it to matter; of few calls it takes more to believe it. A call
# counts where it ends: time that no sample saw anybody at was spent before, behind a lock that is gone or before the recording began.
# What was too cheap to be recorded before the window shows first when it is slow already: what it is compared with is partly of the same
# kind, and less has to do, where another statement is as quick as ever.
def slower: at_work as $seen | (if $seen != null and samples >= $thresholds.seen_samples.value then 100 / $thresholds.seen_percent.value * $seen else 1e9 end) as $most
| statements as $all
| any($all[]; .before_ms != null and .times > 0 and .times < $thresholds.slowed_times.value and (.calls_delta | amount) >= $thresholds.slower_calls.value) as $others_keep_pace
| $all | map(select(
  (.times >= $thresholds.slower_times.value * (if (.calls_delta | amount) < $thresholds.slower_calls.value then 2 else 1 end)
    or .first_shown and $others_keep_pace and .since_shown >= $thresholds.slower_times_first_shown.value and (.calls_delta | amount) >= $thresholds.slower_calls.value)
  and .mean_ms - .before_ms >= $thresholds.slower_ms.value
  and .share >= $thresholds.slower_share_percent.value and .sessions >= $thresholds.slower_sessions.value
  and (.sessions <= $most or .sessions < 1)));

# Tables that were read through again and again, with the rows of one scan.
def scanned: section("table_hotspots")
  | map(.rows_per_scan = ratio(.seq_tup_read_delta | amount; .seq_scan_delta | amount)
    | select(.rows_per_scan >= $thresholds.scan_rows.value and (.seq_scan_delta | amount) >= $thresholds.scan_calls.value))
  | by("seq_tup_read_delta");

# Bytes in what a setting says: "1024 MB", "8192 8kB", "1GB".
def size: [strings | capture("^(?<n>[0-9.]+) *(?<unit>8kB|16MB|[kMGT]?B)$")
  | (.n | number) * { "B": 1, "kB": 1024, "8kB": 8192, "MB": 1048576, "16MB": 16777216, "GB": 1073741824, "TB": 1099511627776 }[.unit]][0];

# The change, if there was one, that made max_wal_size so small that checkpoints are forced, when all WAL of the window had room before.
def lowered_wal_limit:
  def limit($value): ($value, "\($value) \(.unit // "MB")") | size | values;
  (.facts.wal_bytes_delta | amount) as $wal
  | if (.facts.ckpt_requested_delta | amount) < 2 then [] else
      section("config_changes") | map(select(.parameter_name == "max_wal_size" and limit(.new_value) < limit(.old_value) and $wal < limit(.old_value))) end;

# The next power of two, for settings that are given in such.
def rounded_up: log2 | ceil | exp2;

# How far a value has gone from a threshold to where it is grave: 0 to 1.
def ramp($name): $thresholds[$name] as $from | [[(amount - $from.value) / ($from.grave - $from.value), 0] | max, 1] | min;
def above($name): . >= $thresholds[$name].value;

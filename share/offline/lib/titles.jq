# What a cause is called in a heading.
def title:
  {
    "lock_contention": "Lock Contention", "idle_in_transaction": "Idle in Transaction", "ddl_lock_queue": "DDL Lock Queue",
    "forced_checkpoint": "Forced Checkpoint", "temp_file_spills": "Temporary File Spills", "connection_exhaustion": "Connection Exhaustion",
    "missing_index": "Missing Index", "vacuum_starvation": "Vacuum Starvation", "none": "None Found"
  }["\(.)"] // ("\(.)" | split("_") | join(" "));

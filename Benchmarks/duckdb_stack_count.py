#!/usr/bin/env python3
"""A plain stack count by DuckDB beside one job of ours, on the same files, in turn.

usage: duckdb_stack_count.py HARRIER RUNS FILE...
"""
import statistics
import subprocess
import sys
import time

try:
    import duckdb
except ImportError:
    print("duckdb is not installed (pip install duckdb): the comparison is skipped")
    sys.exit(0)

harrier, runs, files = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
query = f"""
select time_bucket(interval 15 minutes, "@timestamp"::timestamp) as bucket, process.name,
       count(distinct host.name)
from read_json({files!r}, format = 'newline_delimited',
  columns = {{'@timestamp': 'varchar', 'process': 'struct(name varchar)', 'host': 'struct(name varchar)'}})
group by all"""
ratios = []
for _ in range(runs):
    connection = duckdb.connect(config={"threads": 2})
    start = time.monotonic()
    rows = connection.execute(query).fetchall()
    theirs = time.monotonic() - start
    start = time.monotonic()
    subprocess.run([harrier, "hunt", *files, "--jobs", "windows_rare_process_all_hosts", "--mode", "live",
                    "--threads", "2", "--top", "0"],
                   check=True, stdout=subprocess.DEVNULL)
    ratios.append(theirs / (time.monotonic() - start))
print(f"one job against DuckDB's stack count: {statistics.median(ratios):.2f} × as fast ({len(rows)} groups)")

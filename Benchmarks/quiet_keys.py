#!/usr/bin/env python3
"""Size of the saved state of 100,000 quiet keys, and how long it takes to load.

usage: quiet_keys.py HARRIER WORK_FOLDER
"""
import os
import subprocess
import sys
import time

harrier, work = sys.argv[1:3]
job = f"{work}/quiet_keys.yml"
with open(job, "w") as out:
    out.write("""id: quiet_keys
title: Quiet keys
query: 'event.dataset: quiet'
bucket: 1h
detectors: [{function: high_non_zero_count, by: source.ip}]
""")
logs = f"{work}/quiet.ndjson"
with open(logs, "w") as out:
    for key in range(100_000):
        hour = key % 48
        out.write('{"@timestamp":"2026-01-%02dT%02d:%02d:00Z","event.dataset":"quiet","source.ip":"10.%d.%d.%d"}\n'
                  % (5 + hour // 24, hour % 24, key % 60, key >> 16, key >> 8 & 255, key & 255))
lines = sorted(open(logs))
open(logs, "w").writelines(lines)
empty = f"{work}/later.ndjson"
open(empty, "w").write('{"@timestamp":"2026-01-08T00:00:00Z","event.dataset":"quiet","source.ip":"10.0.0.1"}\n')
state = f"{work}/quiet-state"
subprocess.run([harrier, "hunt", logs, "--jobs", job, "--state", state, "--top", "0"], check=True,
               stdout=subprocess.DEVNULL)
size = os.path.getsize(f"{state}/state.harrier")
start = time.monotonic()
subprocess.run([harrier, "hunt", empty, "--jobs", job, "--state", state, "--top", "0"], check=True,
               stdout=subprocess.DEVNULL)
print(f"state {size / 1e6:.1f} MB; loaded, continued and saved in {time.monotonic() - start:.2f} s")

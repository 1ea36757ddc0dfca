#!/usr/bin/env python3
"""Many entities at one-minute buckets, one metric each: how long a bucket takes, and memory an entity.

usage: million_entities.py HARRIER WORK_FOLDER ENTITIES [BUCKETS]

The hunt is timed with a first bucket in which every entity is met and with BUCKETS more; the difference, by bucket, is what
one more minute costs: reading its events included.
"""
import json
import os
import resource
import subprocess
import sys
import time

harrier, work, entities = sys.argv[1], sys.argv[2], int(sys.argv[3])
more = int(sys.argv[4]) if len(sys.argv) > 4 else 4
folder = f"{work}/entities"
os.makedirs(folder, exist_ok=True)
job = f"{folder}/entities.yml"
with open(job, "w") as out:
    out.write("""id: entities
title: One metric of many entities
query: 'event.dataset: metric'
bucket: 1m
detectors: [{function: mean, field: metric.value, partition: host.name}]
""")
files = []
for minute in range(1 + more):
    files.append(f"{folder}/{minute:02d}.ndjson")
    with open(files[-1], "w") as out:
        for entity in range(entities):
            # A level an entity and a little noise, the same in every run.
            value = entity % 997 + (entity * 31 + minute * 7919) % 101 / 10
            out.write('{"@timestamp":"2026-01-05T00:%02d:%02dZ","event.dataset":"metric","host.name":"h%d","metric.value":%s}\n'
                      % (minute, entity * 60 // entities, entity, value))


def hunt(paths):
    start = time.monotonic()
    child = subprocess.Popen([harrier, "hunt", *paths, "--jobs", job, "--mode", "live", "--top", "0", "--threads", "2",
                              "--latency", "0"], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"the hunt failed with status {status}")
    return time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


first, first_work, _ = hunt(files[:1])
every, every_work, peak = hunt(files)
print(f"{entities:,} entities, 1-minute buckets: {(every - first) / more:.2f} s a bucket "
      f"({(every_work - first_work) / more:.2f} s of processor time), "
      f"peak memory {peak / 1e6:.0f} MB, {peak / entities:.0f} bytes an entity")
for path in files:
    os.remove(path)

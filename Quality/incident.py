#!/usr/bin/env python3
"""Hunts finished incidents without a past, live and in hindsight, and says how much of the attack the list's head holds.

usage: incident.py HARRIER DATA

The events of these public sets are labelled one by one. A record is about the attack where one of the raw events behind
it is. Of the CloudTrail set, whose every hour is exercise, the attack's calls among the first records are named.
"""

import json
import os
import subprocess
import sys
import tempfile

TOP = 20


def labels_by_offset(path, call):
    """Byte offset of a line to its label and call."""
    found, offset = {}, 0
    with open(path, "rb") as lines:
        for line in lines:
            event = json.loads(line)
            found[offset] = (event.get("_label") or event.get("label"), event.get(call))
            offset += len(line)
    return found


def ranked(harrier, path, mode):
    with tempfile.TemporaryDirectory() as out:
        subprocess.run([harrier, "hunt", path, "--mode", mode, "--out", out, "--top", "0"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        records = [json.loads(line) for line in open(f"{out}/records.ndjson")]
    records.sort(key=lambda r: (-r["record_score"], -r["harrier.return_period_seconds"], r["job_id"], r["timestamp"]))
    return records


def calls_of_attack(record, labels):
    return {labels[e["offset"]][1] for e in record["harrier.events"] if labels[e["offset"]][0] == "attack"}


def main():
    harrier, data = sys.argv[1:3]
    for name, path, call in (
        ("cloudtrail-invictus", "cloudtrail-invictus/cloudtrail.ndjson", "eventName"),
        ("otrf process", "windows-otrf-2019-2021/process.ndjson", "process.executable"),
    ):
        path = f"{data}/{path}"
        if not os.path.exists(path):
            continue
        labels = labels_by_offset(path, call)
        wanted = {call for label, call in labels.values() if label == "attack"}
        for mode in ("live", "hindsight"):
            records = ranked(harrier, path, mode)
            hits = [calls_of_attack(record, labels) for record in records[:TOP]]
            calls = sorted(set().union(*hits))
            print(f"{name}, {mode}: {len(records)} records, highest score "
                  f"{max((r['record_score'] for r in records), default=0):.0f}; of the first {TOP}, "
                  f"{sum(map(bool, hits))} are about the attack, with {len(calls)} of its {len(wanted)} calls")
            if name.startswith("cloudtrail") and mode == "hindsight":
                print(f"    {', '.join(calls)}")


main()

#!/usr/bin/env python3
"""Counts the alerts that a budget lets through on days without intrusions.

usage: quiet_days.py LOGS RECORDS_AT_A_BUDGET
"""

import collections
import json
import os
import sys

logs, path = sys.argv[1:3]
labels = json.load(open(f"{logs}/labels.json"))["labels"]
attacked = {label["start"][:10] for label in labels} | {label["end"][:10] for label in labels}
days = sorted(day for day in os.listdir(logs) if day[:2] == "20")
alerts = collections.Counter()
critical = collections.Counter()
with open(path, encoding="utf-8") as lines:
    for line in lines:
        record = json.loads(line)
        day = record["timestamp"][:10]
        alerts[day] += 1
        critical[day] += record["record_score"] >= 75
quiet = [day for day in days[7:] if day not in attacked]
counts = [alerts[day] for day in quiet]
print(
    f"budget: quiet days {len(quiet)} (from the second week on), alerts a day "
    f"mean {sum(counts) / max(1, len(counts)):.1f}, most {max(counts, default=0)}; "
    f"critical a day most {max((critical[day] for day in quiet), default=0)}"
)

#!/usr/bin/env python3
"""What a storm of new software does: its records of 50 and more, and the intruder's record and row in it.

usage: rollout_storm.py LOGS RECORDS      LOGS of `harrier simulate rollout-storm`, RECORDS of a hunt over them
"""

import json
import sys

sys.path.insert(0, __file__.rsplit("/", 1)[0])
from case_studies import by_day, is_about, is_expected, load, ranked_rows, values  # noqa: E402

logs, path = sys.argv[1:3]
labels = json.load(open(f"{logs}/labels.json"))
day = labels["labels"][0]["start"][:10]
joined = set(labels["joined"])
ranked = by_day(load(path))[day]


def of_the_storm(record):
    named = {value for found in values(record).values() for value in found}
    return any("sentrix" in value for value in named) or bool(named & joined)


loud = [record for record in ranked if record["record_score"] >= 50 and of_the_storm(record)]
planted = next(label for label in labels["labels"] if label["scenario"] != "rollout-storm")
rank = next((place + 1 for place, record in enumerate(ranked) if is_expected(record, planted)), None)
row = min((row for row, record in zip(ranked_rows(ranked), ranked) if is_about(record, planted)), default=None)
print(f"storm: records >= 50 {len(loud)}, of {len(ranked)} that day; planted process at rank {rank}, in row {row}")
for record in loud:
    print(f"    {record['record_score']:5.1f}  {record['job_id']}: {record['harrier.description'][:110]}")

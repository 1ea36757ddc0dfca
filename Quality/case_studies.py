#!/usr/bin/env python3
"""Ranks the labelled intrusions of a simulated enterprise among each day's records.

usage: case_studies.py LOGS RECORDS [--budget N] [--quiet-records RECORDS] [--verbose]

A label is found where a record of an expected job, in a bucket that overlaps the label's time, names
the label's values. Its rank is the record's place among all jobs' records of that UTC day.

A hunter reads rows: findings about the same raw events, or about one host or person within an hour, are one.
The last figures count those, and take any job's finding that names the label's values.
"""

import argparse
import collections
import datetime
import json
import math


def parse_time(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def load(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def values(record):
    """Every field and value that a record names."""
    named = collections.defaultdict(set)
    for part in ("by", "over", "partition"):
        if f"{part}_field_name" in record:
            named[record[f"{part}_field_name"]].add(record.get(f"{part}_field_value", ""))
    for influencer in record.get("influencers", []):
        named[influencer["influencer_field_name"]].update(influencer["influencer_field_values"])
    for cause in record.get("causes", []):
        if "by_field_name" in cause:
            named[cause["by_field_name"]].add(cause["by_field_value"])
        if "partition_field_value" in cause and "partition_field_name" in record:
            named[record["partition_field_name"]].add(cause["partition_field_value"])
    return named


def is_expected(record, label):
    return record["job_id"] in label["jobs"] and is_about(record, label)


def is_about(record, label):
    """Whether the record, of whatever job, names the label's values at its time."""
    start = parse_time(record["timestamp"])
    end = start + datetime.timedelta(seconds=record["bucket_span"])
    if end <= parse_time(label["start"]) or start > parse_time(label["end"]):
        return False
    named = values(record)
    shared = [field for field in label["match"] if field in named]
    return bool(shared) and all(label["match"][field] in named[field] for field in shared)


def by_day(records):
    days = collections.defaultdict(list)
    for record in records:
        days[record["timestamp"][:10]].append(record)
    for day in days.values():
        day.sort(key=lambda r: (-r["record_score"], -r["harrier.return_period_seconds"], r["job_id"]))
    return days


HOSTS = {"host.name", "host.hostname", "host.id", "source.domain"}
PEOPLE = {
    "user.name", "user.email", "user.id", "source.user.name", "client.user.name", "client.user.email",
    "user.effective.name", "aws.cloudtrail.user_identity.arn",
}
ADDRESSES = {"source.ip", "client.ip", "host.ip", "source.address"}
EVERYWHERE = {"system", "root", "local service", "network service", "www-data", "nobody", "anonymous logon", "daemon"}


def subject(record):
    """Hosts, people and addresses that a record is about: its keys, and influencers of at least half its surprisal."""
    named = [(record.get(f"{part}_field_name"), record.get(f"{part}_field_value")) for part in ("by", "over", "partition")]
    for influencer in record.get("influencers", []):
        shares = influencer.get("harrier.shares", [])
        for value, share in zip(influencer["influencer_field_values"], shares):
            if share >= 0.5:
                named.append((influencer["influencer_field_name"], value))
    hosts = {value.lower().split(".")[0] for field, value in named if field in HOSTS and value}
    people = {value.lower().split("\\")[-1] for field, value in named if field in PEOPLE and value}
    addresses = {value for field, value in named if field in ADDRESSES and value}
    return hosts, {name for name in people if name not in EVERYWHERE and not name.endswith("$")}, addresses


def are_one(a, b):
    if a[0] & b[0] or a[1] & b[1]:
        return True
    return bool(a[2] & b[2]) and (not (a[0] or a[1]) or not (b[0] or b[1]))


def is_arrival(record):
    """Whether it says that a host, a person or an address was never seen before."""
    kind = record["anomaly_score_explanation"]["anomaly_type"]
    return kind == "new partition" or (kind == "new value" and record.get("by_field_name") in HOSTS | PEOPLE | ADDRESSES)


def are_near(begins, ends, start, end, reach):
    return begins - reach < end and start < ends + reach


def told(records):
    """The row of each of a day's ranked records: as the report has them, from 1."""
    owners, leaders, rows = {}, [], []
    for record in records:
        places = [(e.get("source") or e.get("file"), e["offset"]) for e in record["harrier.events"]]
        who = subject(record)
        start = parse_time(record["timestamp"]).timestamp()
        end = start + record["bucket_span"]
        arrives = is_arrival(record)
        row = min((owners[place] for place in places if place in owners), default=None)
        if row is None:
            row = next(
                (
                    number
                    for number, (other, begins, ends, arrived) in enumerate(leaders, 1)
                    if are_near(begins, ends, start, end, 86400 if arrives and arrived else 3600)
                    and are_one(who, other)
                ),
                None,
            )
        if row is None:
            leaders.append((who, start, end, arrives))
            row = len(leaders)
            for place in places:
                owners.setdefault(place, row)
        rows.append(row)
    return rows


def evidence(records):
    """The logarithm of what a row's records are worth together, in seconds."""
    periods = collections.defaultdict(float)
    for record in records:
        kind = record["anomaly_score_explanation"]["anomaly_type"]
        if is_arrival(record):
            kind = "new partition"
        cause = record["job_id"] if kind in ("new value", "rare value") else kind
        periods[cause] = max(periods[cause], alone(record))
    first, *others = sorted(periods.values(), reverse=True)
    return math.log(first) + sum(0.7 * math.log(period / 43200) for period in others if period > 43200)


def alone(record):
    """The return period to the record's own detector, in seconds."""
    return record.get("harrier.standing", {}).get("return_period_seconds_alone", record["harrier.return_period_seconds"])


def ranked_rows(records):
    """The place of each record's row among the day's, as the report orders them."""
    order = sorted(range(len(records)), key=lambda number: -alone(records[number]))
    rows = [0] * len(records)
    for number, row in zip(order, told([records[number] for number in order])):
        rows[number] = row
    members = collections.defaultdict(list)
    for row, record in zip(rows, records):
        members[row].append(record)
    order = sorted(members, key=lambda row: (-evidence(members[row]), row))
    places = {row: place for place, row in enumerate(order, 1)}
    return [places[row] for row in rows]


def row_ranks(labels, days):
    rows = {day: ranked_rows(records) for day, records in days.items()}
    for label in labels:
        yield min(
            (
                row
                for day in {label["start"][:10], label["end"][:10]}
                for row, record in zip(rows.get(day, []), days.get(day, []))
                if is_about(record, label)
            ),
            default=None,
        )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("logs")
    parser.add_argument("records")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    labels = json.load(open(f"{options.logs}/labels.json"))["labels"]
    days = by_day(load(options.records))
    ranks = []
    for label in labels:
        best = None
        for day in sorted({label["start"][:10], label["end"][:10]}):
            for rank, record in enumerate(days.get(day, []), 1):
                if is_expected(record, label):
                    if best is None or rank < best[0]:
                        best = (rank, record, day)
                    break
        ranks.append(best[0] if best else None)
        if best:
            rank, record, day = best
            print(f"{label['id']:22} {day} rank {rank:3} of {len(days[day]):3}  score {record['record_score']:5.1f}  {record['job_id']}: {record['harrier.description'][:110]}")
        else:
            print(f"{label['id']:22} {label['start'][:10]} not found")
    found = [rank for rank in ranks if rank]
    ten = sum(rank <= 10 for rank in found)
    twenty = sum(rank <= 20 for rank in found)
    print(f"labels {len(labels)}, found {len(found)}, top 10: {ten}, top 20: {twenty}")
    rows = [row for row in row_ranks(labels, days) if row]
    print(f"rows: found {len(rows)}, top 10: {sum(row <= 10 for row in rows)}, top 20: {sum(row <= 20 for row in rows)}")
    attacked = {label["start"][:10] for label in labels} | {label["end"][:10] for label in labels}
    scored = sorted(days)[14:]
    for day in scored:
        counts = [sum(r["record_score"] >= s for r in days[day]) for s in (25, 50, 75)]
        mark = "attack" if day in attacked else "quiet"
        print(f"{day} {mark:6} records {len(days[day]):4}  >=25 {counts[0]:3}  >=50 {counts[1]:3}  >=75 {counts[2]:3}")
        if options.verbose:
            for record in days[day][:20]:
                print(f"      {record['record_score']:5.1f} {record['timestamp'][11:16]} {record['job_id']:36} {record['harrier.description'][:100]}")


if __name__ == "__main__":
    main()

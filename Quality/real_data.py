#!/usr/bin/env python3
"""Hunts public data sets, live, and says what was read, rejected and found.

usage: real_data.py HARRIER DATA
"""

import collections
import csv
import datetime
import gzip
import json
import os
import subprocess
import sys
import tempfile

harrier, data = sys.argv[1:3]


def hunt(paths, *options):
    with tempfile.TemporaryDirectory() as out:
        run = subprocess.run(
            [harrier, "hunt", *paths, "--mode", "live", "--out", out, "--format", "ndjson", *options],
            capture_output=True, text=True, check=False)
        if run.returncode not in (0, 3):
            return None, [], run.stderr
        summary = json.load(open(f"{out}/summary.json"))
        records = [json.loads(line) for line in open(f"{out}/records.ndjson")]
        return summary, records, ""


def report(name, path, *options):
    if not os.path.exists(path):
        return
    summary, records, problem = hunt([path], *options)
    if summary is None:
        print(f"{name}: {problem.strip()}")
        return
    rejected = sum(r["count"] for r in summary["rejected"])
    print(f"{name}: {summary['eventsRead']} events, {rejected} rejected, {len(records)} records")
    for record in sorted(records, key=lambda r: -r["record_score"])[:5]:
        print(f"    {record['record_score']:5.1f}  {record['job_id']}: {record['harrier.description'][:100]}")


def honeypot():
    """Source countries of a honeypot over two years, as they are and with one hour ten times as busy."""
    path = f"{data}/net-honeypot-hourly/requests.ndjson.gz"
    if not os.path.exists(path):
        return
    job = """id: requests_by_country
title: Spike in requests from a country
query: 'source.geo.country_iso_code: *'
bucket: 1h
detectors: [{function: high_non_zero_count, by: source.geo.country_iso_code}]
influencers: [source.ip]
"""
    with tempfile.TemporaryDirectory() as work:
        jobs = f"{work}/requests_by_country.yml"
        open(jobs, "w").write(job)
        summary, records, problem = hunt([path], "--jobs", jobs)
        if summary is None:
            print("honeypot:", problem)
            return
        months = collections.Counter(r["timestamp"][:7] for r in records if r["record_score"] >= 75)
        first = datetime.datetime.fromisoformat(summary["firstEvent"].replace("Z", "+00:00"))
        last = datetime.datetime.fromisoformat(summary["lastEvent"].replace("Z", "+00:00"))
        length = (last - first).days / 30.4
        print(f"honeypot: {summary['eventsRead']} events, {length:.0f} months, "
              f">=75 a month mean {sum(months.values()) / length:.2f}, most {max(months.values(), default=0)}")
        with gzip.open(path, "rt") as lines:
            events = [json.loads(line) for line in lines]
        hours = collections.Counter((e["@timestamp"], e["source.geo.country_iso_code"]) for e in events)
        busy = collections.Counter()
        for (hour, country), count in hours.items():
            busy[country] += count
        found = tried = 0
        targets = []
        for country in ["US", "CN", "DE", "NL", "RU", "FR"]:
            seen = sorted(h for (h, c) in hours if c == country)
            if len(seen) > 400:
                targets.append((country, seen[len(seen) * 3 // 4]))
        extra = []
        for country, hour in targets:
            usual = busy[country] / max(1, len([1 for (h, c) in hours if c == country]))
            for index in range(max(10, int(10 * usual))):
                extra.append({"@timestamp": hour, "source.ip": f"198.51.100.{index % 250}",
                              "source.geo.country_iso_code": country, "destination.port": 2375})
        spliced = f"{work}/spliced.ndjson"
        with open(spliced, "w") as out:
            for event in sorted(events + extra, key=lambda e: e["@timestamp"]):
                out.write(json.dumps(event) + "\n")
        _, records, _ = hunt([spliced], "--jobs", jobs)
        for country, hour in targets:
            tried += 1
            score = max((r["record_score"] for r in records if r["by_field_value"] == country
                         and r["timestamp"][:13] == hour[:13]), default=0)
            found += score >= 50
            print(f"    x10 in one hour of {country}: score {score:.0f}")
        print(f"    found {found} of {tried} at >= 50")


report("cloudtrail-invictus", f"{data}/cloudtrail-invictus/cloudtrail.ndjson")
report("cloudtrail-stratus", f"{data}/cloudtrail-stratus/cloudtrail.ndjson")
for name in ("process", "process4688", "network", "dns", "script", "logon"):
    report(f"otrf {name}", f"{data}/windows-otrf-2019-2021/{name}.ndjson")
report("net-server-3days", f"{data}/net-server-3days")
report("net-zeek", f"{data}/net-zeek")
honeypot()

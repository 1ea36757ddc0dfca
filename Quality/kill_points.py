#!/usr/bin/env python3
"""Kills one long hunt at random moments and goes on: its results must be those of a hunt that was never broken.

usage: kill_points.py HARRIER [--kills 200] [--seed 1] [--logs PATH ...] [--jobs NAME ...] [--budget N]
                              [--checkpoint SECONDS] [--life SECONDS]

The logs (a simulated enterprise of ten days unless told) are hunted with --state in one run. Then the same command is
started again and again and killed (SIGKILL) after a random time, until it ends by itself: one round. Rounds follow
until there were enough kills. After each the results are compared, byte by byte: records, buckets, influencers,
overall buckets, annotations, alerts, the rows of the store, and what a second hunt finds that goes on from the state.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

FILES = ["records", "buckets", "influencers", "overall_buckets", "annotations", "alerts"]

options = argparse.ArgumentParser()
options.add_argument("harrier")
options.add_argument("--kills", type=int, default=200)
options.add_argument("--seed", type=int, default=1)
options.add_argument("--logs", nargs="+")
options.add_argument("--jobs", nargs="+", default=[])
options.add_argument("--budget", default="5")
options.add_argument("--checkpoint", default="0.2", help="seconds between two checkpoints")
options.add_argument("--keep", help="folder for the results of a round that differs")
options.add_argument("--life", type=float, help="seconds that a process may live at most; a quarter of the run unless told")
options = options.parse_args()


def hunt(paths, state, out):
    command = [options.harrier, "hunt", *paths, "--state", state, "--out", out, "--format", "ndjson", "--threads", "2",
               "--budget", options.budget, "--checkpoint", options.checkpoint]
    return command + (["--jobs", *options.jobs] if options.jobs else [])


def results(out):
    """What must be the same, by its name."""
    found = {}
    for name in FILES:
        with open(f"{out}/{name}.ndjson", "rb") as file:
            found[name] = hashlib.sha256(file.read()).hexdigest()
    with sqlite3.connect(f"file:{out}/harrier.sqlite?mode=ro", uri=True) as store:
        for table, column in [("records", "document"), ("buckets", "document"), ("influencers", "influencer_score")]:
            rows = sorted(str(row) for row in store.execute(f"SELECT {column} FROM {table}"))
            found[f"store: {table}"] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    with open(f"{out}/summary.json") as file:
        summary = json.load(file)
    for name in ["eventsRead", "bytesRead", "filesRead", "files", "lateEvents", "rejected", "jobsRun", "jobsSkipped",
                 "recordCount", "alertCount", "budgetScore", "firstEvent", "lastEvent"]:
        found[f"summary: {name}"] = summary.get(name)
    return found, summary["eventsRead"], summary["recordCount"]


def broken_off(paths, state, out, most, chance):
    """Starts and kills until the hunt ends by itself; returns how often it was killed, and how often it went on."""
    kills = went_on = 0
    while kills < most:
        went_on += os.path.exists(f"{state}/checkpoint.harrier")
        process = subprocess.Popen(hunt(paths, state, out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            errors = process.communicate(timeout=chance.uniform(0, life))[1]
            if process.returncode != 0:
                sys.exit(f"the hunt failed: {errors.decode()}")
            return kills, went_on
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            kills += 1
    subprocess.run(hunt(paths, state, out), check=True, stdout=subprocess.DEVNULL)
    return kills, went_on


with tempfile.TemporaryDirectory() as work:
    if not options.logs:
        subprocess.run([options.harrier, "simulate", "enterprise", "--hosts", "40", "--days", "10", "--seed",
                        str(options.seed), "--out", f"{work}/logs"], check=True, capture_output=True)
        days = sorted(f"{work}/logs/{day}" for day in os.listdir(f"{work}/logs") if day[:2] == "20")
        options.logs = days[:-1]
        after = days[-1:]
    else:
        after = options.logs[-1:]
        options.logs = options.logs[:-1] or options.logs
    start = time.monotonic()
    subprocess.run(hunt(options.logs, f"{work}/whole", f"{work}/out"), check=True, stdout=subprocess.DEVNULL)
    length = time.monotonic() - start
    expected, events, records = results(f"{work}/out")
    shutil.copytree(f"{work}/out", f"{work}/unbroken")
    subprocess.run(hunt(after, f"{work}/whole", f"{work}/out"), check=True, stdout=subprocess.DEVNULL)
    expected_after = results(f"{work}/out")[0]
    life = options.life or max(0.5, length / 4)
    print(f"unbroken: {events} events, {records} records, {length:.1f} s; a process lives up to {life:.1f} s", flush=True)
    chance = random.Random(options.seed)
    struck = rounds = same = resumed = 0
    while struck < options.kills:
        for folder in ["state", "broken"]:
            shutil.rmtree(f"{work}/{folder}", ignore_errors=True)
        kills, went_on = broken_off(options.logs, f"{work}/state", f"{work}/broken", options.kills - struck, chance)
        struck += kills
        resumed += went_on
        rounds += 1
        found = results(f"{work}/broken")[0]
        if options.keep and any(found[name] != expected[name] for name in expected):
            shutil.copytree(f"{work}/broken", f"{options.keep}/round-{rounds}", dirs_exist_ok=True)
            shutil.copytree(f"{work}/unbroken", f"{options.keep}/unbroken", dirs_exist_ok=True)
        subprocess.run(hunt(after, f"{work}/state", f"{work}/broken"), check=True, stdout=subprocess.DEVNULL)
        found_after = results(f"{work}/broken")[0]
        different = [name for name in expected if found[name] != expected[name]]
        different += [f"{name} of the next hunt" for name in expected_after if found_after[name] != expected_after[name]]
        same += not different
        print(f"round {rounds}: {kills} kills, went on {went_on} times: "
              + (f"different: {', '.join(different)}" if different else "the same"), flush=True)
    print(f"kill points: {struck} kills in {rounds} rounds over {events} events, {resumed} times gone on from a "
          f"checkpoint: {same} of {rounds} rounds byte-identical to the unbroken run")
    sys.exit(0 if same == rounds else 1)

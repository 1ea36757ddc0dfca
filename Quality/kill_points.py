#!/usr/bin/env python3
"""Kills hunts at random moments and goes on: the records must be those of a hunt that was never broken.

usage: kill_points.py HARRIER [KILLS] [SEED]

A simulated enterprise is hunted day by day with --state. At each step the hunt is killed (SIGKILL) at a random moment
until it has been hit often enough, and then run again; what it writes in the end is compared with the unbroken run.
"""

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time

harrier = sys.argv[1]
kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1


def command(day, state, out):
    return [harrier, "hunt", day, "--state", state, "--out", out, "--format", "ndjson", "--threads", "2"]


def digest(out):
    return hashlib.sha256(open(f"{out}/records.ndjson", "rb").read()).hexdigest()


with tempfile.TemporaryDirectory() as work:
    subprocess.run([harrier, "simulate", "enterprise", "--hosts", "40", "--days", "10", "--seed", str(seed),
                    "--out", f"{work}/logs"], check=True, capture_output=True)
    days = sorted(f"{work}/logs/{d}" for d in os.listdir(f"{work}/logs") if d[:2] == "20")
    expected = {}
    lengths = {}
    for day in days:
        start = time.monotonic()
        subprocess.run(command(day, f"{work}/whole", f"{work}/out"), check=True, capture_output=True)
        lengths[day] = time.monotonic() - start
        expected[day] = digest(f"{work}/out")
    chance = random.Random(seed)
    done = struck = 0
    for number, day in enumerate(days):
        wanted = (number + 1) * kills // len(days)
        while struck < wanted:
            process = subprocess.Popen(command(day, f"{work}/broken", f"{work}/broken-out"),
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(chance.uniform(0, 1.1 * lengths[day]))
                # It was done before: the state is a step further, so the last kill is behind us.
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                struck += 1
        else:
            process = None
        if process is None or process.returncode != 0:
            subprocess.run(command(day, f"{work}/broken", f"{work}/broken-out"), check=True, capture_output=True)
        if os.path.exists(f"{work}/broken-out/records.ndjson"):
            done += digest(f"{work}/broken-out") == expected[day]
    print(f"kill points: {struck} kills, {done} of {len(days)} days' records byte-identical to the unbroken run")
    sys.exit(0 if done == len(days) else 1)

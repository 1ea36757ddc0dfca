#!/usr/bin/env python3
"""Scores Harrier on the Numenta Anomaly Benchmark, beside a windowed Gaussian and a robust random cut forest.

usage: nab.py HARRIER CORPUS [--rrcf] [--verbose]

CORPUS is NAB's `data` folder (any part of it) with `windows.json` (`labels/combined_windows.json`) in it. One
configuration for all series: the mean of the value, both sides, in buckets of the series' own step. A row's score is
the return period that its record promises, in buckets: the benchmark counts rows, whether they are minutes or hours
apart. Scored as the paper says (Lavin & Ahmad, ICMLA 2015, section III; one threshold for the whole corpus, the first
15 % of a series are for learning). `--rrcf` needs the PyPI package rrcf and some minutes.
"""

import argparse
import bisect
import collections
import csv
import datetime
import json
import math
import os
import subprocess
import tempfile

PROFILES = {"standard": (1.0, 1.0, 0.11), "low FP": (1.0, 1.0, 0.22), "low FN": (1.0, 2.0, 0.11)}
JOB = """id: nab
title: A value over time
query: ''
bucket: %ds
detectors: [{function: mean, field: value}]
"""


class Series:
    def __init__(self, name, path, windows):
        self.name = name
        with open(path, newline="") as lines:
            rows = list(csv.DictReader(lines))
        self.times = [datetime.datetime.fromisoformat(r["timestamp"]).replace(tzinfo=datetime.timezone.utc)
                      for r in rows]
        self.values = [float(r["value"]) for r in rows]
        self.windows = []
        for start, end in windows:
            first, last = (datetime.datetime.fromisoformat(t).replace(tzinfo=datetime.timezone.utc)
                           for t in (start, end))
            inside = [i for i, t in enumerate(self.times) if first <= t <= last]
            if inside:
                self.windows.append((inside[0], inside[-1]))
        self.probation = min(int(0.15 * len(rows)), 750)

    @property
    def step(self):
        gaps = sorted((b - a).total_seconds() for a, b in zip(self.times, self.times[1:]))
        return max(60, int(gaps[len(gaps) // 2]))


def sigmoid(x):
    return 2 / (1 + math.exp(5 * x)) - 1 if x <= 3 else -1.0


def weights(series):
    """For every row: (window or None, unweighted score)."""
    rows = []
    place = 0
    previous = None
    for i in range(len(series.times)):
        while place < len(series.windows) and i > series.windows[place][1]:
            previous = series.windows[place]
            place += 1
        if place < len(series.windows) and series.windows[place][0] <= i:
            left, right = series.windows[place]
            rows.append((place, sigmoid(-(right - i + 1) / (right - left + 1)) / sigmoid(-1.0)))
        elif previous is None:
            rows.append((None, -1.0))
        else:
            width = max(1, previous[1] - previous[0])
            rows.append((None, sigmoid((i - previous[1]) / width)))
    return rows


def normalised(corpus, scores):
    """The best score of each profile over all thresholds, 0 for nothing told and 100 for perfection."""
    result = {}
    points = []
    windows = 0
    for number, series in enumerate(corpus):
        windows += len(series.windows)
        for i, (window, gain) in enumerate(weights(series)):
            if i >= series.probation and scores[number][i] > 0:
                points.append((scores[number][i], number, window, gain))
    points.sort(key=lambda p: -p[0])
    for profile, (hit, miss, false) in PROFILES.items():
        best = {}
        total = top = -miss * windows
        for i, (score, number, window, gain) in enumerate(points):
            if window is None:
                total += gain * false
            else:
                before = best.get((number, window))
                if before is None:
                    total += miss + gain * hit
                    best[number, window] = gain * hit
                elif gain * hit > before:
                    total += gain * hit - before
                    best[number, window] = gain * hit
            if i + 1 == len(points) or points[i + 1][0] < score:
                if total > top:
                    top, threshold = total, score
        result[profile] = 100 * (top + miss * windows) / (windows * (hit + miss))
        if profile == "standard":
            result["threshold"] = threshold if top > -miss * windows else None
    return result


def harrier(binary, series, function_options=()):
    with tempfile.TemporaryDirectory() as work:
        with open(f"{work}/series.ndjson", "w") as out:
            for time, value in zip(series.times, series.values):
                out.write(json.dumps({"@timestamp": time.isoformat(), "value": value}) + "\n")
        with open(f"{work}/nab.yml", "w") as out:
            out.write(JOB % series.step)
        run = subprocess.run(
            [binary, "hunt", f"{work}/series.ndjson", "--jobs", f"{work}/nab.yml", "--mode", "live",
             "--format", "ndjson", "--threads", "1"], capture_output=True, text=True, check=True)
    found = {}
    for line in filter(None, run.stdout.split("\n")):
        record = json.loads(line)
        time = datetime.datetime.fromisoformat(record["timestamp"].replace("Z", "+00:00"))
        period = record["harrier.return_period_seconds"]
        found[time] = math.inf if period is None else period / record["bucket_span"]
    scores = [0.0] * len(series.times)
    for time, score in found.items():
        i = bisect.bisect_left(series.times, time)
        if i < len(scores):
            scores[i] = max(scores[i], score)
    return scores


def windowed_gaussian(series, window=6400, step=100):
    scores = []
    held = []
    fresh = []
    mean, deviation = 0.0, 1.0
    for value in series.values:
        if held:
            z = (value - mean) / deviation if deviation > 0 else 0.0
            scores.append(-math.log(max(1e-300, 0.5 * math.erfc(abs(z) / math.sqrt(2)))))
        else:
            scores.append(0.0)
        if len(held) < window:
            held.append(value)
            refit = True
        else:
            fresh.append(value)
            refit = len(fresh) >= step
            if refit:
                held = (held + fresh)[-window:]
                fresh = []
        if refit:
            mean = sum(held) / len(held)
            deviation = math.sqrt(sum((v - mean) ** 2 for v in held) / len(held)) or 1e-6
    return scores


def random_cut_forest(series, trees=40, size=256, shingle=4):
    import numpy
    import rrcf
    numpy.random.seed(1)
    forest = [rrcf.RCTree() for _ in range(trees)]
    scores = [0.0] * len(series.values)
    for i, point in enumerate(rrcf.shingle(series.values, size=shingle)):
        total = 0.0
        for tree in forest:
            if len(tree.leaves) > size:
                tree.forget_point(i - size)
            tree.insert_point(point, index=i)
            total += tree.codisp(i)
        scores[min(i + shingle - 1, len(scores) - 1)] = total / trees
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("harrier")
    parser.add_argument("corpus")
    parser.add_argument("--rrcf", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    windows = json.load(open(f"{options.corpus}/windows.json"))
    corpus = [Series(name, f"{options.corpus}/{name}", windows[name]) for name in sorted(windows)
              if os.path.exists(f"{options.corpus}/{name}")]
    print(f"NAB: {len(corpus)} series, {sum(len(s.windows) for s in corpus)} windows")
    contenders = {"harrier": lambda s: harrier(options.harrier, s), "windowed Gaussian": windowed_gaussian}
    if options.rrcf:
        contenders["robust random cut forest"] = random_cut_forest
    for name, detect in contenders.items():
        scores = [detect(series) for series in corpus]
        result = normalised(corpus, scores)
        print(f"{name:26s}" + "".join(f"  {profile} {result[profile]:.1f}" for profile in PROFILES))
        if options.verbose and result["threshold"] is not None:
            for series, found in zip(corpus, scores):
                told = [i for i, s in enumerate(found) if s >= result["threshold"] and i >= series.probation]
                hits = {w for w in series.windows if any(w[0] <= i <= w[1] for i in told)}
                false = [i for i in told if not any(a <= i <= b for a, b in series.windows)]
                print(f"    {series.name:55s} windows {len(hits)}/{len(series.windows)}, false {len(false)}")


if __name__ == "__main__":
    main()

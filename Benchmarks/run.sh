#!/usr/bin/env bash
# Speed and memory, medians of five runs, from the page cache, on two threads.
# usage: Benchmarks/run.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
harrier=$PWD/.build/release/harrier
work=$(mktemp -d "${TMPDIR:-/tmp}/harrier-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$harrier" simulate enterprise --hosts 200 --days 7 --out "$work/logs"
cat "$work"/logs/*/*.ndjson >/dev/null
# Goals (2 cores): Formats.JSONReader.project ≤ 3 × a bare walk; Engine.oneJob ≥ 1,500,000 events/s and ≥ 1.7 × one thread;
# Engine.firstJobs ≥ 600,000; Engine.catalogue ≥ 300,000 and ≤ 2 × the time of the first jobs; Engine.oneHundredMore < 1.25.
swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks 2>&1 | tail -1
.build-benchmarks/release/Benchmarks "$runs" "$work"/logs/*/*.ndjson
# Goal: ≥ 1.5 × as fast.
python3 Benchmarks/duckdb_stack_count.py "$harrier" "$runs" "$work"/logs/*/endpoint.process.ndjson || true
# Goal: ≤ 1.5 GB for the whole catalogue, whatever the number of events.
echo "-- memory, 500 hosts, all jobs"
"$harrier" simulate enterprise --hosts 500 --days 12 --out "$work/large" >/dev/null
for mode in live hindsight; do
  echo "$mode:"
  python3 Benchmarks/peak_memory.py "$harrier" hunt "$work/large" --mode "$mode" --top 0 --threads 2
done
rm -rf "$work/large"
# Goal: ≤ 20 MB, < 1 s.
echo "-- state of 100,000 quiet keys"
python3 Benchmarks/quiet_keys.py "$harrier" "$work"
# Goals: a bucket of 1,000,000 entities < 20 s and < 8 GB, of 100,000 < 2 s.
echo "-- many entities"
for entities in 100000 1000000; do
  python3 Benchmarks/million_entities.py "$harrier" "$work" "$entities"
done

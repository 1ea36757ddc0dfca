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
swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks 2>&1 | tail -1
.build-benchmarks/release/Benchmarks "$runs" "$work"/logs/*/*.ndjson
python3 Benchmarks/duckdb_stack_count.py "$harrier" "$runs" "$work"/logs/*/endpoint.process.ndjson || true
echo "-- memory, 500 hosts"
"$harrier" simulate enterprise --hosts 500 --days 12 --out "$work/large" >/dev/null
for mode in live hindsight; do
  echo "$mode:"
  python3 Benchmarks/peak_memory.py "$harrier" hunt "$work/large" --mode "$mode" --top 0 --threads 2
done
rm -rf "$work/large"
echo "-- state of 100,000 quiet keys"
python3 Benchmarks/quiet_keys.py "$harrier" "$work"

#!/usr/bin/env bash
# Feeds every parser with hostile bytes and prints runs and crashes a target.
# usage: Fuzz/run.sh [SECONDS over all targets] [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
swift build -c release --package-path Fuzz --scratch-path .build-fuzz \
  -Xswiftc -sanitize=fuzzer,address -Xcxx -fsanitize=fuzzer-no-link,address 2>&1 |
  grep -E "error:|Build|Compiling .* [0-9]+/" | tail -3
fuzz=.build-fuzz/release/Fuzz
corpus=${FUZZ_CORPUS:-.build-fuzz/corpus}
found=.build-fuzz/found
mkdir -p "$found"
targets=("$@")
[ ${#targets[@]} -gt 0 ] || mapfile -t targets < <("$fuzz" 2>/dev/null)
each=$((seconds / ${#targets[@]}))
[ "$each" -ge 1 ] || each=1
python3 Fuzz/seeds.py "$corpus" "${targets[@]}"
# The stack of a crash is the sanitizer's to print. LeakSanitizer takes Swift's tagged references for lost ones; what grows
# is found by the limit of memory.
export SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0
total=0 crashes=0
for target in "${targets[@]}"; do
  log=$(mktemp)
  status=0
  FUZZ_TARGET=$target "$fuzz" "$corpus/$target" -max_total_time="$each" -max_len=4096 -timeout=5 -rss_limit_mb=2048 \
    -artifact_prefix="$found/$target-" -print_final_stats=1 >"$log" 2>&1 || status=$?
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -1)
  runs=${runs:-0}
  total=$((total + runs))
  if [ "$status" -ne 0 ]; then
    crashes=$((crashes + 1))
    tail -25 "$log"
  fi
  printf '%-14s %10d runs, %s\n' "$target" "$runs" "$([ "$status" -eq 0 ] && echo "no crash" || echo "CRASH, see $found")"
  rm -f "$log"
done
printf '%-14s %10d runs, %d crashes\n' total "$total" "$crashes"
[ "$crashes" -eq 0 ]

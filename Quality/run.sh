#!/usr/bin/env bash
# Prints how well the case studies rank, what quiet days cost, what real data gives, and whether scores keep their promise.
# usage: Quality/run.sh [SEED ...]     DATA=DIR points at the folder of public data sets, if there is one.
set -euo pipefail
cd "$(dirname "$0")/.."
harrier=.build/release/harrier
work=$(mktemp -d "${TMPDIR:-/tmp}/harrier-quality.XXXXXX")
trap 'rm -rf "$work"' EXIT
for seed in "${@:-1}"; do
  echo "== enterprise, seed $seed"
  "$harrier" simulate enterprise --seed "$seed" --out "$work/logs" >/dev/null
  "$harrier" hunt "$work/logs" --mode live --format ndjson >"$work/records.ndjson"
  python3 Quality/case_studies.py "$work/logs" "$work/records.ndjson"
  "$harrier" hunt "$work/logs" --mode live --budget 5 --format ndjson >"$work/budget.ndjson"
  python3 Quality/quiet_days.py "$work/logs" "$work/budget.ndjson"
  echo "-- in hindsight"
  "$harrier" hunt "$work/logs" --mode hindsight --format ndjson >"$work/records.ndjson"
  python3 Quality/case_studies.py "$work/logs" "$work/records.ndjson" | grep -E '^(labels|rows)'
  echo "-- the intruders' five days alone, live and in hindsight"
  days=$(find "$work/logs" -maxdepth 1 -name '20*' | sort | sed -n 15,19p)
  for mode in live hindsight; do
    # shellcheck disable=SC2086
    "$harrier" hunt $days --mode "$mode" --format ndjson >"$work/records.ndjson"
    python3 Quality/case_studies.py "$work/logs" "$work/records.ndjson" | grep -E '^(labels|rows)'
  done
  rm -rf "$work/logs"
done
if [ -d "${DATA:-../shared/data}" ]; then
  python3 Quality/real_data.py "$harrier" "${DATA:-../shared/data}"
  python3 Quality/incident.py "$harrier" "${DATA:-../shared/data}"
  if [ -f "${DATA:-../shared/data}/sigma/regression.tar.gz" ] && python3 -c 'import Evtx' 2>/dev/null; then
    swift build -c release --product evtx-lines 2>&1 | tail -1
    python3 Quality/evtx_agreement.py .build/release/evtx-lines "${DATA:-../shared/data}/sigma/regression.tar.gz"
  else
    echo "no Windows event logs, or no python-evtx (pip install python-evtx): their comparison is skipped"
  fi
  if [ -d "${DATA:-../shared/data}/ts-nab" ]; then
    python3 Quality/nab.py "$harrier" "${DATA:-../shared/data}/ts-nab"
  fi
else
  echo "no public data sets at ${DATA:-../shared/data}: skipped (name them with DATA=DIR)"
fi
"$harrier" simulate rollout-storm --hosts 1050 --days 15 --out "$work/storm" >/dev/null
"$harrier" hunt "$work/storm" --mode live --format ndjson >"$work/records.ndjson"
python3 Quality/rollout_storm.py "$work/storm" "$work/records.ndjson"
rm -rf "$work/storm"
python3 Quality/kill_points.py "$harrier" --kills 200
swift build -c release --product calibration 2>&1 | tail -1
.build/release/calibration 10 90
.build/release/calibration hindsight 5 42

#!/usr/bin/env bash
# Renders sample pages and opens them in a real browser.
set -euo pipefail
cd "$(dirname "$0")/../.."
command -v chromium >/dev/null || { ${SUDO:-} apt-get update -qq && ${SUDO:-} apt-get install -y -qq chromium; }
work=$(mktemp -d "${TMPDIR:-/tmp}/harrier-browser.XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv" 2>/dev/null && "$work/venv/bin/pip" install -q playwright
HARRIER_PAGES="$work" swift test --filter HarrierReportsTests
"$work/venv/bin/python" Tests/Browser/report_test.py "$work"/*.html

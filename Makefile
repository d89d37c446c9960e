# Everything a person types. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
RPC_PORT ?= 8545
LAN ?=
RESET ?=

BIN := $(CURDIR)/.venv/bin
export PATH := $(BIN):$(PATH)
export SOLCX_BINARY_PATH := $(CURDIR)/tools/solc
export APE_DATA_FOLDER ?= $(CURDIR)/var/ape
# Ape and eth-tester ask nobody for news.
export APE_DISABLE_TELEMETRY := 1

STAMPS := .venv/.stamps

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

# ---------------------------------------------------------------------------------------------------------- installing

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Einlass needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 …"; exit 1; }
	@echo "  Python environment …"
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing. On Debian: apt install python3-venv"; exit 1; }

$(STAMPS)/bootstrap: requirements/bootstrap.txt | .venv/bin/python
	@echo "  Installer and Node …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@mkdir -p $(STAMPS) && touch $@

# `uv pip sync` removes what is not listed, so run.txt and dev.txt share one stamp: once dev is in, it stays.
$(STAMPS)/run: requirements/run.txt | $(STAMPS)/bootstrap
	@echo "  Python packages …"
	@if [ -e $(STAMPS)/dev ]; then uv pip sync --quiet --require-hashes requirements/dev.txt; else uv pip sync --quiet --require-hashes requirements/run.txt; fi
	@touch $@

$(STAMPS)/dev: requirements/dev.txt | $(STAMPS)/bootstrap
	@echo "  Python packages for development …"
	@uv pip sync --quiet --require-hashes requirements/dev.txt
	@touch $(STAMPS)/run $@

node_modules/.package-lock.json: package-lock.json | $(STAMPS)/bootstrap
	@echo "  Node packages …"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

VENDOR := backend/web/static/vendor
$(VENDOR)/.stamp: node_modules/.package-lock.json
	@mkdir -p $(VENDOR)
	@cp node_modules/htmx.org/dist/htmx.min.js $(VENDOR)/
	@cp node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-standard-normal.woff2 \
	    node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-ext-standard-normal.woff2 \
	    node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-vietnamese-standard-normal.woff2 $(VENDOR)/
	@cp node_modules/swagger-ui-dist/swagger-ui.css node_modules/swagger-ui-dist/swagger-ui-bundle.js $(VENDOR)/
	@touch $@

FONTS := backend/features/tickets/paper/fonts
$(FONTS)/.stamp: tools/make_fonts.py $(STAMPS)/run node_modules/.package-lock.json
	@echo "  Typefaces for paper …"
	@python tools/make_fonts.py $(FONTS)
	@touch $@

SCANNER := $(shell find scanner -type f -not -path 'scanner/dist/*' 2>/dev/null) backend/web/static/css/tokens.css
scanner/dist/.stamp: $(SCANNER) package.json node_modules/.package-lock.json
	@echo "  Door and ticket apps …"
	@npm run --silent build:apps
	@touch $@

.PHONY: install
install: $(STAMPS)/run node_modules/.package-lock.json $(VENDOR)/.stamp $(FONTS)/.stamp scanner/dist/.stamp ## install what make run needs

.PHONY: install-dev
install-dev: $(STAMPS)/dev install ## install what make test needs too

# ------------------------------------------------------------------------------------------------------------- running

.PHONY: run
run: install ## start everything here; LAN=1 for phones, RESET=1 to start over, PORT=, RPC_PORT=
	@exec python -m backend.cli up --port $(PORT) --rpc-port $(RPC_PORT) $(if $(LAN),--lan) $(if $(RESET),--reset)

# ------------------------------------------------------------------------------------------------------------- testing

.PHONY: test
test: install-dev ## the whole suite: linters, types, layers, contracts, backend, door app, one evening end to end
	@python tests/run.py

.PHONY: lint
lint: install-dev ## linters and types only
	@python tests/run.py lint

# ------------------------------------------------------------------------------------------------ measuring and proving

.PHONY: bench-gas
bench-gas: install-dev ## gas, against OpenZeppelin, Solady, ERC721A and Unlock, on one local chain
	@python -m tests.bench.gas

.PHONY: bench-pipeline
bench-pipeline: install-dev ## 10,000 tickets from a request to final, memory, catching up; against bare web3 scripts
	@python -m tests.bench.pipeline

.PHONY: bench-door
bench-door: install-dev ## check-ins a second, against pretix and our own empty endpoint; and with a million tickets
	@python -m tests.bench.door

.PHONY: bench-pictures
bench-pictures: install-dev ## 240 hard pictures of codes: how many the door reads, how fast, and a bare decoder
	@python -m tests.bench.pictures

.PHONY: bench-verdict
bench-verdict: install-dev ## how long a guest waits: from the camera's frame to the verdict, in Chromium
	@python -m tests.bench.verdict

AUDIT := var/audit/venv
$(AUDIT)/.stamp: requirements/audit.txt | $(STAMPS)/bootstrap
	@echo "  Tools for the audit …"
	@uv venv --quiet --clear --python $(BIN)/python $(AUDIT)
	@uv pip install --quiet --python $(AUDIT)/bin/python --require-hashes -r requirements/audit.txt
	@touch $@

.PHONY: audit
audit: install-dev $(AUDIT)/.stamp ## slither, proofs with halmos, fuzzing with forge
	@python tools/audit.py

.PHONY: soak
soak: install-dev ## the long campaigns: kills, bad nodes, reorganisations, outages, 200 simulated nights
	@EINLASS_SOAK=1 python -m pytest -q -rP tests/faults tests/integration/test_relayer_killed.py tests/integration/test_indexer_killed.py tests/integration/test_lanes.py

# ---------------------------------------------------------------------------------------------------------- maintaining

.PHONY: abi
abi: install-dev ## write backend/chain/abi from the contracts
	@ape run export_abi

.PHONY: lock
lock: $(STAMPS)/bootstrap ## renew the lock files from requirements/*.in
	@for name in bootstrap run dev audit pretix; do uv pip compile --quiet --universal --generate-hashes --python-version 3.11 -o requirements/$$name.txt requirements/$$name.in; done
	@npm install --ignore-scripts --package-lock-only --loglevel=error

.PHONY: clean
clean: ## remove everything that was installed or built; var/ stays
	@rm -rf .venv node_modules .build scanner/dist $(VENDOR) $(FONTS) .mypy_cache .ruff_cache .pytest_cache

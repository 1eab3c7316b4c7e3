# Needs Python 3.11 or later and make. `make` alone lists the targets.

PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
CLIENT := openapi/client
COMPILE := $(VENV)/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock'
# A check must never reach a database that is configured here, nor read .env.
ALONE := env -u SHEQU_DATABASE_URL -u SHEQU_MIGRATION_URL -u SHEQU_ENVIRONMENT

.DEFAULT_GOAL := help
.PHONY: help setup demo serve test check format lock audit migration campaign plants bench openapi client clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1 — /p' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv and install; quick when nothing changed

$(READY): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 及以上 / needs Python 3.11 or later"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "需要 venv 模块（Debian：python3-venv）/ needs the venv module (Debian: python3-venv)"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# exec: Ctrl-C reaches the server itself, which stops all that it started.
demo: setup ## start all, run the story against it, keep serving; ONCE=1 ends after the story
	@exec $(BIN)/shequ demo $(if $(filter-out 0,$(ONCE)),--once)

serve: setup ## embedded database, API, worker; data survives in SHEQU_DATA_DIR (.shequ)
	@exec $(BIN)/shequ serve

test: setup ## the whole suite but the campaigns; fails where a route was never met with a success
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not campaign"

check: setup ## format, lint, types, import contracts, architecture, migrations, OpenAPI
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/architecture
	@folder=$$(mktemp -d) && bin="$$PWD/$(BIN)" && trap 'rm -rf "$$folder"' EXIT && \
		(cd "$$folder" && SHEQU_DATA_DIR="$$folder/d" $(ALONE) "$$bin/shequ" migrate --check)
	$(BIN)/shequ openapi --check

format: setup ## mend what can be mended
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format --quiet .

lock: setup ## pin and hash anew what requirements/*.in ask for; UPGRADE=1 takes newer versions
	@test -x $(VENV)/lock/bin/uv || { $(BIN)/python -m venv $(VENV)/lock && \
		$(VENV)/lock/bin/python -m pip install --quiet --disable-pip-version-check uv; }
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements/runtime.txt requirements/runtime.in
	$(COMPILE) $(if $(UPGRADE),--upgrade) --output-file requirements/dev.txt requirements/dev.in
	$(COMPILE) --output-file requirements/build.txt requirements/build.in

audit: setup ## known weaknesses of the pinned libraries, but for requirements/waivers.toml; asks the network
	$(BIN)/pip-audit --disable-pip --require-hashes -r requirements/runtime.txt \
		$$(sed -n 's/^\[\(CVE-[0-9-]*\)\]$$/--ignore-vuln \1/p' requirements/waivers.toml)

migration: setup ## write a migration from the models: make migration TITLE="Lay out bookings"
	@test -n "$(TITLE)" || { echo 'make migration TITLE="Lay out …"'; exit 1; }
	$(BIN)/shequ migrate --make "$(TITLE)"

campaign: setup ## the long campaigns
	$(BIN)/python -m pytest -m campaign

plants: setup ## take out one check at a time in a copy: the authorization matrix must notice; SEED=1 COUNT=20
	$(BIN)/python -m tests.matrix.plants --seed $(or $(SEED),1) --count $(or $(COUNT),20)

bench: setup ## the hot paths, each as a share of its limit
	$(BIN)/python -m benchmarks

openapi: setup ## write openapi/openapi.json
	$(BIN)/shequ openapi

client: setup ## make the mini-program client anew and run it against a server; needs node
	cd $(CLIENT) && npm ci --no-audit --no-fund --ignore-scripts && npm run build
	$(BIN)/python -m pytest tests/journeys/test_client.py

clean: ## drop .venv and what tools left; local data stays (it lies in SHEQU_DATA_DIR)
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# `make` or `make help` says what there is. Python 3.11+, pip and make are enough; npm is used when present.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PEERS ?= $(HOME)/.cache/corett-peers
STAMP := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help env run test test-peers check format lock bench bench-peers chaos docs dist messages clean

help: ## what can be done here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

env: $(STAMP) ## the environment, from requirements.lock (hash-checked)

$(STAMP): requirements.lock pyproject.toml frontend/package-lock.json frontend/vendor.json
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null; \
	 then $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; \
	 else $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

config.toml:
	@cp config.example.toml $@

run: env config.toml ## the platform on SQLite; the starter campaign goes out to the newsroom at http://127.0.0.1:8000/
	@$(BIN)/corett init --rehearse
	@exec $(BIN)/corett up

test: env ## everything that needs no outside service
	$(BIN)/python -m pytest -n 3 --dist loadgroup -m "not peers"

test-peers: env ## also the peers that npm or Debian bring
	$(BIN)/python -m pytest -m peers

chaos: env ## the long version of the chaos suite: kill -9 at every step
	CORETT_CHAOS=sweep $(BIN)/python -m pytest -n 2 tests/chaos tests/schedulers/test_machine.py

bench: env ## measure; results go to docs/performance.md by hand
	$(BIN)/python -m tests.bench

bench-peers: env ## the outbox beside APScheduler, Celery, procrastinate and BullMQ (needs redis-server, node and npm)
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(BIN)/uv pip install --quiet --python $(PEERS)/bin/python -r pyproject.toml --extra peers
	@npm install --silent --no-audit --no-fund --prefix $(PEERS) bullmq@6 ioredis@6
	$(BIN)/python -m tests.bench.peers --python $(PEERS)/bin/python --node $(PEERS)

check: env ## format, lint, types, floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports

format: env ## write the format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: env ## collect the sentences people read into the one catalogue
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k texts -k _ -k "ngettext:1,2" -k "plural:1,2" --no-location --sort-output --omit-header -o foundation/locale/corett.pot .
	$(BIN)/pybabel -q update -D corett -i foundation/locale/corett.pot -d foundation/locale --no-fuzzy-matching --omit-header -l en --ignore-obsolete --no-wrap
	@rm foundation/locale/corett.pot

lock: env ## write requirements.lock anew
	$(BIN)/uv pip compile pyproject.toml --extra test --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command "make lock" -q --upgrade -o requirements.lock

docs: env ## write docs/commands.md anew from the commands themselves
	$(BIN)/python -m corett.reference

dist: env ## the wheel
	$(BIN)/python -m pip wheel --quiet --no-deps -w dist .

clean: ## forget the environment and what was built
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache

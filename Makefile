# The suite's commands; each makes what it needs first. `make help` lists them.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
VENV := .venv/bin

.PHONY: help setup run test test-browser test-api soak bench guard lock format

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.python:
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 to 3.13 is needed; set PYTHON=/path/to/it" >&2; exit 1; }

setup: .python ## make the environment for working on the suite
	@$(PYTHON) bin/setup --dev

run: .python ## play the demo agency, bill it, serve it on 127.0.0.1:8000 (PIPELINE_ONLY=1 ends before serving)
	@PIPELINE_ONLY="$(PIPELINE_ONLY)" $(PYTHON) bin/run

test: setup ## run the suite on SQLite, and on PostgreSQL and Redis (ARGS="-k invoice" for a part)
	@$(PYTHON) bin/test $(ARGS)

test-browser: setup ## walk the pages in Chromium
	@$(PYTHON) bin/test --lane browser $(ARGS)

test-api: setup ## fuzz the API by its own schema
	@$(PYTHON) bin/test --lane api $(ARGS)

soak: setup ## everybody does anything in any order, on both engines (STEPS=1000; SEED=any for another order)
	@STEPS="$(or $(STEPS),1000)" $(PYTHON) bin/soak

bench: setup ## measure what is to be quick, as ratios to a floor in the same run (ONLY=name for one)
	@ONLY="$(ONLY)" $(PYTHON) bin/bench

guard: setup ## ruff, mypy, import-linter, migrations, deployment check, templates
	@$(PYTHON) bin/guard

format: setup ## let ruff put the code into shape
	@$(VENV)/ruff check --fix --quiet . ; $(VENV)/ruff format .

lock: .python ## lock requirements/*.in anew, with hashes, and the front-end packages
	@$(PYTHON) bin/lock

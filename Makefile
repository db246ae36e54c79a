# Every target sets up what it needs: a virtual environment in .venv from requirements/dev.lock.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PATHS ?= events/articles
DATA ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help run test server-test check lint types validate fmt build local lock

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): requirements/dev.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh $(PYTHON) $(VENV)

run: $(READY)  ## ingest articles through the whole stack, in process, and show what became of them (PATHS="...")
	@$(BIN)/unspin local run $(PATHS)

test: $(READY)  ## run every test that needs no server
	@echo "unspin: running the tests"
	@$(BIN)/python -m pytest -n auto -m "not server"

server-test: $(READY)  ## run the tests that start a server on 127.0.0.1
	@$(BIN)/python -m pytest -m server

check: $(READY) lint types  ## lint and type-check, in seconds

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: $(READY)
	@$(BIN)/mypy

validate: $(READY)  ## look at the template with cfn-lint, sam and checkov
	@PYTHON=$(PYTHON) scripts/validate.sh

build:  ## build the layer and the functions as Lambda gets them (wants python3.13 on PATH)
	@PYTHON=$(PYTHON) scripts/build.sh

local: $(READY)  ## start the stack on a server on 127.0.0.1; stop it with `unspin local down`
	@$(BIN)/unspin local up

fmt: $(READY)  ## format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock:  ## renew the lock files in requirements/
	@scripts/lock.sh

# Every target sets up what it needs: a virtual environment in .venv from requirements/dev.lock.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PATHS ?= events/articles
DATA ?= ../shared/data

.DEFAULT_GOAL := help
.PHONY: help run test server-test browser-test console simulate simulate-nightly fuzz siege audit check lint types validate eval peers bench bench-clean bench-dedup growth train fmt build local lock

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): requirements/dev.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh $(PYTHON) $(VENV)

run: $(READY)  ## ingest articles through the whole stack, in process, and show what became of them (PATHS="...")
	@$(BIN)/unspin local run $(PATHS)

test: $(READY)  ## run every test that needs no server
	@echo "unspin: running the tests"
	@$(BIN)/python -m pytest -n auto -m "not server and not browser"

server-test: $(READY)  ## run the tests that start a server on 127.0.0.1
	@scripts/tool.sh siege
	@$(BIN)/python -m pytest -m server

browser-test: $(READY)  ## look at the console in headless Chromium; UNSPIN_SCREENSHOTS=1 renews docs/images
	@scripts/browser.sh
	@$(BIN)/python -m pytest -m browser tests/browser

console: $(READY)  ## look at the example articles in the browser, in memory
	@$(BIN)/unspin console --examples

SEEDS ?= 3000

simulate: $(READY)  ## play schedules of workers that interleave, fail and die (SEEDS=3000; nightly: 100000)
	@$(BIN)/python -m tests.simulation --seeds $(SEEDS)

simulate-nightly: $(READY)  ## play a hundred thousand schedules
	@$(BIN)/python -m tests.simulation --seeds 100000

ARTICLES ?= 1000

siege: $(READY)  ## 16 workers on a real server, killed at random; then everything is counted (ARTICLES=1000)
	@scripts/tool.sh siege
	@$(BIN)/python -m tests.siege --articles $(ARTICLES)

audit:  ## ask the advisory service about everything that is locked (needs the network)
	@scripts/audit.sh
FUZZ_SECONDS ?= 60

fuzz: $(READY)  ## throw changed bytes at every parser (FUZZ_SECONDS=60 in all; FUZZ_SEED=1)
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS) --seed $(or $(FUZZ_SEED),1)

check: $(READY) lint types  ## lint and type-check, in seconds

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

types: $(READY)
	@$(BIN)/mypy

validate: $(READY)  ## look at the template with cfn-lint, sam and checkov
	@PYTHON=$(PYTHON) scripts/validate.sh

eval: $(READY)  ## measure on gold data and compare with the pinned floors (DATA=folder)
	@echo "unspin: finding copies, beside datasketch and rensa"
	@$(BIN)/python -m benchmarks.dedup_eval $(DATA)
	@echo "unspin: cleaning"
	@$(BIN)/python -m benchmarks.clean_eval $(DATA)/dumps/dumps.jsonl $(DATA)/extract/*.jsonl.gz --floors
	@echo "unspin: moderating"
	@$(BIN)/python -m benchmarks.moderation_eval $(DATA)/extract/*.jsonl.gz

peers: $(READY)  ## measure other extractors on the same pages, in the same run (DATA=folder)
	@scripts/tool.sh peers
	@PYTHONPATH=shared:. .tools/peers/bin/python -m benchmarks.clean_eval $(DATA)/extract/*.jsonl.gz --form html --peers

bench:  ## measure speed, requests, cost and cold starts beside peers; write docs/performance/ (PARTS="signatures ...")
	@PYTHON=$(PYTHON) scripts/bench.sh $(PARTS)

bench-clean: $(READY)  ## measure what a page costs, beside other extractors (DATA=folder)
	@scripts/tool.sh peers
	@PYTHONPATH=shared:. .tools/peers/bin/python -m benchmarks.clean_bench $(DATA)/extract/*.jsonl.gz

bench-dedup: $(READY)  ## measure what finding copies costs, beside datasketch in the same process (DATA=folder)
	@PYTHONPATH=shared:. $(BIN)/python -m benchmarks.bench_dedup $(DATA)

growth: $(READY)  ## measure how keys and candidates grow with the index, and draw it (DATA=folder)
	@scripts/tool.sh bench
	@PYTHONPATH=shared:. .tools/bench/bin/python -m benchmarks.dedup_growth $(DATA) docs/images/dedup-growth.svg

train: $(READY)  ## make the shipped models and tables anew from gold data (DATA=folder)
	@scripts/tool.sh train
	@PYTHONPATH=shared:. .tools/train/bin/python -m training.rarity
	@scripts/wordnet.sh && PYTHONPATH=shared:. .tools/train/bin/python -m training.synonyms .tools/wordnet
	@PYTHONPATH=shared:. .tools/train/bin/python -m training.verifier $(DATA) --write
	@OPENBLAS_NUM_THREADS=1 PYTHONPATH=shared:. .tools/train/bin/python -m training.blocks $(DATA)/extract/*.jsonl.gz

build:  ## build the layer and the functions as Lambda gets them (wants python3.13 on PATH)
	@PYTHON=$(PYTHON) scripts/build.sh

local: $(READY)  ## start the stack on a server on 127.0.0.1; stop it with `unspin local down`
	@$(BIN)/unspin local up

fmt: $(READY)  ## format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

lock:  ## renew the lock files in requirements/
	@scripts/lock.sh

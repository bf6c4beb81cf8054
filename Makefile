# Everything lives in .venv; nothing is installed outside the checkout but Chromium, which the
# browser test needs (see tests/browser). `make help` lists the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TRIED := $(VENV)/tried
UV_COMPILE = uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --quiet
# The locks are complete, so nothing is resolved again: pip 23 takes `coverage[toml]` for unpinned as
# soon as a newer coverage is out. Warnings about the machine's own pip are left to that machine.
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_INSTALL := $(PIP) install -qq --no-deps
RUN_STAMP := $(VENV)/.installed-run
DEV_STAMP := $(VENV)/.installed-dev

# What was compiled is kept, whatever the environment says: otherwise each command that starts, and
# each worker of the tests, compiles all of it again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help install demo test check gathered run bench faults mutants train screenshots site lock lowest versions tried chromium clean

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(DEV_STAMP) ## Set up .venv with everything for development, and stop there

# RESET=1 begins again, PORT=4500 takes another port.
demo: $(RUN_STAMP) ## A sandbox Slack and Kudoscope in your browser; no account needed
	@$(BIN)/kudoscope demo $(if $(filter-out 0,$(RESET)),--reset) $(if $(PORT),--port $(PORT))

run: $(RUN_STAMP) ## Serve a real workspace, configured by the environment or .env
	@$(BIN)/kudoscope run

check: $(DEV_STAMP) ## Lint, types and import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# More workers than a small machine has cores: many tests wait for a second to pass.
# The checks leave a core idle, on which the tests are compiled for all workers; what is wrong with
# one, the run itself says.
test: chromium ## All checks, then all tests, with coverage
	@$(MAKE) --no-print-directory --jobs=2 check gathered
	@PYTEST_PLUGINS=tests.probes $(BIN)/pytest --numprocesses=5 --dist=worksteal

gathered: $(DEV_STAMP)
	@PYTEST_PLUGINS=tests.probes $(BIN)/pytest --collect-only -qq > /dev/null || true

bench: $(DEV_STAMP) ## The benchmarks; figures are ratios to a reference in the same run
	@$(BIN)/python -m bench

faults: $(DEV_STAMP) ## Kills, outages and other trouble at random; about 20 minutes
	@$(BIN)/python -m faults

mutants: $(DEV_STAMP) ## Change each decision a little, and see whether the tests notice; about half an hour
	@$(BIN)/python -m mutation $(MODULES)

# Its lock holds what training needs beside what runs the app; the app itself needs none of it.
train: $(RUN_STAMP) ## Make the weights of suggestions anew from their examples
	@$(PIP_INSTALL) --require-hashes -r requirements-training.lock
	@$(BIN)/python -m training

# Both need what is in a lock of their own; neither asks any network for more.
screenshots: $(DEV_STAMP) chromium ## Take the pictures in the documents anew
	@$(PIP_INSTALL) --require-hashes -r requirements-documents.lock
	@$(BIN)/python -m documents.pictures

site: $(RUN_STAMP) ## Build the documents as a site, into build/site
	@$(PIP_INSTALL) --require-hashes -r requirements-documents.lock
	@$(BIN)/python -m documents.site
	@$(BIN)/zensical build --strict

lock: ## Resolve the dependencies anew (needs uv)
	@$(UV_COMPILE) --upgrade --extra demo --group build --output-file requirements.lock
	@$(UV_COMPILE) --upgrade --all-extras --group dev --constraint requirements.lock --output-file requirements-dev.lock
	@$(UV_COMPILE) --upgrade --group training --constraint requirements-dev.lock --output-file requirements-training.lock
	@$(UV_COMPILE) --upgrade --group documents --constraint requirements-dev.lock --output-file requirements-documents.lock

# The locks' own tests compare with what is installed, and the browser is not ours to be old.
lowest: ## The tests on the oldest versions that pyproject.toml allows (needs uv)
	@$(MAKE) --no-print-directory tried RESOLUTION=lowest-direct TESTS=tests

# What a change of a library or of Python would break first, and does not take an hour.
TESTS = tests/unit tests/migrations tests/flows/operate/test_telemetry.py tests/flows/kudos/test_giving.py \
  tests/flows/reflection/test_reflections.py tests/flows/team/test_digest.py
PYTHONS = 3.11 3.12 3.13 3.14

versions: ## The main tests on each Python there is, with the oldest and the newest libraries (needs uv)
	@failed=; for python in $(PYTHONS); do \
	  uv python find --quiet --no-python-downloads --system $$python > /dev/null || { echo "Python $$python is not there."; continue; }; \
	  for resolution in lowest-direct highest; do \
	    echo "Python $$python, $$resolution:"; \
	    $(MAKE) --no-print-directory tried PYTHON=$$python RESOLUTION=$$resolution || failed="$$failed $$python/$$resolution"; \
	  done; \
	done; [ -z "$$failed" ] || { echo "Failed:$$failed"; exit 1; }

tried:
	@uv venv --quiet --clear --seed --no-python-downloads --python $(PYTHON) $(TRIED)
	@uv pip compile pyproject.toml --python $(TRIED)/bin/python --resolution $(RESOLUTION) --all-extras --group dev --quiet --output-file $(TRIED)/tried.txt
	@uv pip install --quiet --python $(TRIED)/bin/python --no-deps --requirement $(TRIED)/tried.txt
	@uv pip install --quiet --python $(TRIED)/bin/python --no-deps --no-build-isolation --editable .
	@$(TRIED)/bin/python -m pytest --numprocesses=5 --dist=worksteal --ignore=tests/browser --ignore=tests/unit/project/test_locks.py $(TESTS)

chromium: $(DEV_STAMP)
	@$(BIN)/python -m tests.browser.chromium

clean: ## Remove .venv and every cache
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .coverage* build dist

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Kudoscope needs Python 3.11 or later; '$(PYTHON)' was not found. Install it, or name yours: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Kudoscope needs Python 3.11 or later, and '$(PYTHON)' is $$($(PYTHON) --version). Name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "This Python has no venv module. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once; about a minute) ..."
	@$(PYTHON) -m venv $(VENV)

# `pip check` is asked because nothing was resolved; what it says is shown only when something is amiss.
define INSTALL
@$(PIP_INSTALL) --require-hashes --requirement $<
@$(PIP_INSTALL) --no-build-isolation --editable .
@problems="$$($(PIP) check 2>&1)" || { echo "$$problems"; exit 1; }
@touch $@
endef

# A development environment holds all that running needs, so either stamp does for `demo` and `run`.
$(RUN_STAMP): requirements.lock pyproject.toml | $(BIN)/python
	$(INSTALL)

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Adding what the tests and checks need ..."
	$(INSTALL)

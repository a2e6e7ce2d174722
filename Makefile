# Sujarit: `make run` and `make test` are all a fresh machine needs besides Python >= 3.11 (with venv).
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test bench lint lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.run ## the bot with the embedded defaults, the local web chat and a sample agency
	@$(BIN)/sujarit run

test: $(VENV)/.dev lint ## lint, types, import rules and every test
	@$(BIN)/python -m pytest -n auto

bench: $(VENV)/.dev ## the measured lines of docs/performance.md, printed as a table
	@$(BIN)/python -m bench

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config pyproject.toml

lock: $(VENV)/.dev ## resolve again; writes hashes and no registry host (needs `pip install uv`)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group build -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Sujarit needs Python 3.11 or newer as '$(PYTHON)'; name another with: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Sujarit needs Python's venv module (on Debian: apt install python3-venv)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@[ -e $(VENV)/.dev ] || echo "Setting up (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up the tools of the tests (once, about a minute) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

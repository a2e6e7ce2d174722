# Sujarit: `make run` and `make test` are all a fresh machine needs besides make and Python >= 3.11 with venv.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check -qq

.PHONY: run test bench lint docs lock clean
.DEFAULT_GOAL := run

run: $(VENV)/.run ## the bot with the embedded defaults, the local web chat and a sample agency
	@$(BIN)/sujarit run

test: export PYTHONDONTWRITEBYTECODE = # the tests start a hundred processes: each would compile every module anew
test: $(VENV)/.dev ## lint, types, import rules and every test; what an optional check lacks is named at the end
	@status=0; $(MAKE) --no-print-directory lint || status=1; $(BIN)/python -m pytest -n auto --dist worksteal || status=1; exit $$status

bench: $(VENV)/.dev ## the measured lines of docs/performance.md, printed as a table
	@$(BIN)/python -m bench

lint: $(VENV)/.dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Formatting differs; mend it with: $(BIN)/ruff format ." >&2; exit 1; }
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo --config pyproject.toml

docs: $(VENV)/.dev ## the pages that follow from the code
	@$(BIN)/python docs/generate.py

lock: $(VENV)/.dev ## resolve again; writes hashes and no registry host (needs `pip install uv`)
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group dev -o requirements-dev.lock
	uv pip compile --universal --generate-hashes --no-header --no-annotate --python-version 3.11 pyproject.toml --group build -c requirements-dev.lock -o requirements.lock

clean:
	rm -rf $(VENV)

# $(call set_up,LOCK FILE,WHAT IS SAID). An interrupted set-up leaves .half behind and begins anew: to pip, a package that was half
# written looks installed.
define set_up
	@[ ! -e $(VENV)/.half ] && $(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c '' 2>/dev/null || \
	    { echo "Sujarit needs Python 3.11 or newer; '$(PYTHON)' is not there. Name yours: make PYTHON=python3.12" >&2; exit 1; }; \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Sujarit needs Python 3.11 or newer; '$(PYTHON)' is older. Name another: make PYTHON=python3.12" >&2; exit 1; }; \
	  $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo "Sujarit needs Python's venv module (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
	  rm -rf $(VENV) && $(PYTHON) -m venv $(VENV); }
	@echo "$(2) ..."; touch $(VENV)/.half
	@$(PIP) install --require-hashes -r $(1)
	@$(PIP) install --no-deps --no-build-isolation -e .
	@rm $(VENV)/.half
	@touch $@
endef

$(VENV)/.run: requirements.lock pyproject.toml
	$(call set_up,requirements.lock,Setting up once (about a minute))

$(VENV)/.dev: requirements-dev.lock pyproject.toml
	$(call set_up,requirements-dev.lock,Setting up once with the tools of the tests (about two minutes))
	@touch $(VENV)/.run

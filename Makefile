# The two commands are `make run` and `make test`; everything else is `make help`.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: help setup pdf run test lint bench lock clean

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: .venv/.installed ## install what the app needs into .venv
pdf: .venv/.installed ## install also what makes PDF files (needs Pango; see docs/configuration.md)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-pdf.txt
run: .venv/.installed ## set up everything and serve the demo (HOST and PORT are honoured)
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/preceptor demo run

test: .venv/.installed-dev ## lint, types and every test (CI=true: each on both databases)
	@$(BIN)/python -m tests.suite

lint: .venv/.installed-dev ## only the linters and the types
	@$(BIN)/python -m tests.suite lint

bench: .venv/.installed-dev ## print the figures of docs/architecture.md
	@$(BIN)/python -m bench

lock: .venv/.installed-dev ## resolve the locked versions anew
	@$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --extra postgres --group build $(LOCK) -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra postgres --extra pdf --group build $(LOCK) -c requirements.txt -o requirements-pdf.txt
	$(BIN)/uv pip compile pyproject.toml --all-extras --group build --group dev $(LOCK) -c requirements-pdf.txt -o requirements-dev.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock"

clean: ## remove .venv and the demo's data
	rm -rf .venv var

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Preceptor needs Python 3.11 or newer: make PYTHON=python3.12 run"; exit 1; }
	@echo "Setting up .venv …"
	@$(PYTHON) -m venv .venv \
	  || { rm -rf .venv; echo "Python's venv is missing: on Debian, apt install python3-venv"; exit 1; }

.venv/.installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the locked packages …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	@echo "Installing the locked packages for the tests …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

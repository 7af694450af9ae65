# C3. `make` explains itself.
.DEFAULT_GOAL := help
.PHONY: help env run test lint bench eval audit lock messages clean env-dev unyanked test-tools

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/uv/bin/uv
SYNC := $(UV) pip sync --quiet --system-certs --require-hashes --python $(PY)
PINS := $(addprefix -r requirements/,dev.txt uv.txt)
LOCK := ../$(UV) pip compile --quiet --system-certs --python-version 3.11 --no-header --generate-hashes
# What only reads the code needs settings, but no database.
READING := DEBUG=1 SECRET_KEY=only-to-read-the-code DATABASE_URL=postgresql://localhost/none

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

env: $(VENV)/local.stamp ## the environment in .venv: what `make run` needs, pinned by hash

run: env ## C3 on this machine: http://localhost:8000/ and :8001 (Ctrl-C stops everything)
	@exec $(PY) -m launch

test: test-tools lint ## everything: the checks of `make lint`, then all tests
	@exec $(PY) -m pytest -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: env-dev ## ruff, mypy --strict and the import contracts
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(READING) $(PY) -m mypy
	$(VENV)/bin/lint-imports

bench: env-dev ## all that is measured, for hours, onto docs/benchmarks.md (a part of it: .venv/bin/python -m tests.bench NAME)
	$(PY) -m tests.bench

eval: env-dev ## the chat's answers to 314 questions, scored; with OPENAI_API_KEY (and OPENAI_BASE_URL) a hosted model's
	$(PY) -m tests.evaluation

audit: unyanked ## what is known against the pinned packages; asks the package index, so each day may answer otherwise
	$(UV) pip list --outdated --system-certs --python $(PY)
	$(PY) -m pip_audit --strict --disable-pip --require-hashes --progress-spinner off $(PINS)

# What its makers took back (PEP 592): uv only warns of it.
unyanked: env-dev
	@found=$$($(UV) pip install --dry-run --reinstall --no-deps --require-hashes --system-certs --python $(PY) $(PINS) 2>&1) \
		|| { echo "$$found" >&2; exit 1; }; \
	if echo "$$found" | grep 'is yanked' >&2; then exit 1; fi

lock: $(UV) ## pin requirements/*.in anew into requirements/*.txt
	cd requirements && $(LOCK) dev.in -o dev.txt
	cd requirements && for name in web stream local; do $(LOCK) -c dev.txt $$name.in -o $$name.txt || exit; done
	cd requirements && $(LOCK) uv.in -o uv.txt

messages: env ## collect the texts to translate into locale/, and compile it (needs gettext)
	$(READING) $(PY) -m web makemessages --locale en --no-location --no-obsolete --ignore '$(VENV)' --ignore tests --ignore static-collected
	$(READING) $(PY) -m web compilemessages --ignore '$(VENV)'

clean: ## remove what can be made again; the data in .c3/ stays
	rm -rf $(VENV) static-collected .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .c3-test
	find . -name __pycache__ -prune -exec rm -rf {} +

# One environment for both: the tests' packages hold those of `make run`.
$(VENV)/local.stamp: requirements/local.txt $(UV)
	@echo "環境を作っています / installing requirements/local.txt"
	@$(SYNC) requirements/local.txt
	@rm -f $(VENV)/dev.stamp && touch $@

env-dev: $(VENV)/dev.stamp
$(VENV)/dev.stamp: requirements/dev.txt $(UV)
	@echo "テスト環境を作っています / installing requirements/dev.txt"
	@$(SYNC) requirements/dev.txt
	@touch $(VENV)/local.stamp $@

# uv installs in ten seconds what an old pip installs in six minutes.
$(UV): requirements/uv.txt
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "C3 needs Python 3.11, and $(or $(PYTHON),python3) is not: install it, or say make PYTHON=/path/to/python3.11" >&2; \
		exit 1; }
	@echo "Python 環境を作っています / making $(VENV)"
	@"$(PYTHON)" -m venv $(VENV)
	@$(PY) -m pip install --quiet --require-hashes --target $(VENV)/uv --upgrade -r requirements/uv.txt
	@touch $@

test-tools:
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v chromium-headless-shell >/dev/null || missing="$$missing chromium-headless-shell"; \
	command -v WebKitWebDriver >/dev/null || missing="$$missing webkit2gtk-driver"; \
	command -v Xvfb >/dev/null || missing="$$missing xvfb"; \
	command -v msgcmp >/dev/null || missing="$$missing gettext"; \
	test -x /usr/sbin/nginx || missing="$$missing nginx-light"; \
	test -x /usr/sbin/pgbouncer || missing="$$missing pgbouncer"; \
	command -v redis-server >/dev/null || missing="$$missing redis-server"; \
	command -v openssl >/dev/null || missing="$$missing openssl"; \
	fc-list :lang=ja 2>/dev/null | grep -qi 'noto.*cjk' || missing="$$missing fonts-noto-cjk"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ]; then \
		echo "The tests need two browsers, gettext and what a server runs on: install$$missing (Debian: sudo apt-get install$$missing)" >&2; exit 1; \
	fi; \
	echo "ブラウザーを入れています / installing$$missing"; \
	apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null

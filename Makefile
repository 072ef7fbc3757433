# make demo    set everything up and show a living day; make demo ARGS="--still" passes options on
# make test    set everything up, Chromium included, and run every check and test
# make quick   the checks and the tests that need no browser, in under a minute
# make lock    compile requirements/*.txt and package-lock.json from what is declared
# make fmt     format and mend what ruff can mend
# make wheel   build the wheel into dist/
# make clean   stop the databases of demo and tests and delete everything that make made, the demo's data included
#
# The demo's data lie in .indgang/demo, those of the tests in .indgang/test.
# The first run downloads; INDGANG_PYTHON may name the Python to use, INDGANG_DATABASE_URL a PostgreSQL server,
# INDGANG_CHROMIUM the browser of the tests.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: demo test quick lock fmt wheel clean setup setup-dev assets messages

python := .venv/bin/python
base := .venv/.indgang-base
dev := .venv/.indgang-dev
modules := node_modules/.indgang
vendor := src/indgang/ui/static/vendor/versions.json
compiled := .venv/.indgang-messages
catalogues := $(shell find src -name '*.po')

demo: setup
	@INDGANG_DATA="$${INDGANG_DATA:-.indgang/demo}" exec .venv/bin/indgang demo $(ARGS)

setup: $(base) $(vendor) $(compiled)
setup-dev: $(dev) $(vendor) $(compiled)
assets: $(vendor)
messages: $(compiled)

test: setup-dev
	@$(python) -m tools.check test $(ARGS)

quick: setup-dev
	@$(python) -m tools.check quick $(ARGS)

lock: setup-dev
	$(python) -m tools.lock $(ARGS)

fmt: setup-dev
	$(python) -m ruff check --fix-only --quiet .
	$(python) -m ruff format .

wheel: setup-dev
	$(python) -m hatchling build --target wheel

clean:
	@if [ -x $(python) ]; then $(python) -m tools.clean; fi
	rm -rf .venv .cache .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	rm -rf .indgang/demo .indgang/test node_modules dist build static src/indgang/ui/static/vendor src/indgang/catalogue/search/vendor
	find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	find src -name '*.mo' -delete

$(base): requirements/base.txt requirements/build.txt pyproject.toml tools/bootstrap.sh
	@tools/bootstrap.sh base
	@touch $@

$(dev): requirements/dev.txt $(base)
	@tools/bootstrap.sh dev
	@touch $@

$(modules): package.json package-lock.json .npmrc $(base)
	@$(python) -m tools.npm ci --silent
	@touch $@

$(vendor): $(modules) tools/assets.py tools/wordlist.py
	@$(python) -m tools.assets
	@touch $@

$(compiled): $(catalogues) tools/messages.py $(base)
	@$(python) -m tools.messages compile
	@touch $@

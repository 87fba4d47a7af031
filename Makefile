# Two commands do everything on a machine with Python 3.11+, git and make: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# A copy of the lock file that was installed: a new date on the same content installs nothing.
STAMP := $(VENV)/.installed
# Sphinx has an environment of its own: nobody who only wants the generator waits for it.
SPHINX := .cache/sphinx
SPHINX_STAMP := $(SPHINX)/.installed
SITE ?= build/site

.PHONY: help setup demo inventory test test-all lint types imports hunt mutate bench scan report-check site lock wheel clean

help:  ## What can be made
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

setup: $(STAMP)  ## Create .venv with the locked packages

$(STAMP): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	@if cmp -s requirements.lock $(STAMP); then touch $(STAMP); else \
		echo "setting up .venv (once, about a minute)" && rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && \
		$(PYTHON) install.py $(RUN) && cp requirements.lock $(STAMP); fi

demo: setup  ## The main job, end to end, on the embedded AWS
	@./build.py demo

inventory: setup  ## docs/inventory.md and docs/reference, anew
	@$(RUN) -m tests.architecture.inventory

test: setup  ## The tests, in about five minutes
	@$(RUN) -m pytest -n 2 --dist worksteal -m 'not slow and not bench' tests

test-all: setup  ## The slow ones too
	@$(RUN) -m pytest -n 2 --dist worksteal -m 'not bench' tests

lint: setup  ## Style, and code that nothing uses
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m vulture

types: setup  ## mypy, strict
	@$(RUN) -m mypy

imports: setup  ## Who may import whom
	@$(VENV)/bin/lint-imports

hunt: setup  ## Properties once more, with examples that nobody has drawn yet; as often as one likes
	@TESTS_HUNT=1 $(RUN) -m pytest -n 2 -m 'not bench' $$(grep -rlE '@given|RuleBasedStateMachine' tests --include='test_*.py')

mutate: setup  ## Every statement of every policy weakened in turn, and what is said of it
	@$(RUN) -m tests.mutations

bench: setup  ## Measurements, as ratios and counts
	@$(RUN) -m pytest -m bench -s tests/bench

scan: setup  ## Other people's scanners over the templates (docs/scan.md)
	@$(RUN) -m scan

report-check: setup  ## The report in a browser: axe, three widths, light and dark, print (docs/scan.md)
	@$(RUN) -m scan.page

$(SPHINX_STAMP): pages/site/requirements.lock
	@if cmp -s pages/site/requirements.lock $(SPHINX_STAMP); then touch $(SPHINX_STAMP); else \
		rm -rf $(SPHINX) && $(PYTHON) -m venv $(SPHINX) && \
		$(PYTHON) install.py $(SPHINX)/bin/python pages/site/requirements.lock && \
		cp pages/site/requirements.lock $(SPHINX_STAMP); fi

site: $(SPHINX_STAMP)  ## The documents as a site, below build/site; any warning ends it
	@rm -rf $(SITE) && $(SPHINX)/bin/python -m sphinx -q -W --keep-going -b html -c pages/site -d $(SITE)/.doctrees . $(SITE)
	@rm -rf $(SITE)/.doctrees && echo "$(SITE)/index.html"

lock: setup  ## Pin the whole tree again
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --custom-compile-command 'make lock' --extra local --extra test \
		setup.cfg --output-file requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header pages/site/requirements.in --output-file pages/site/requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --custom-compile-command 'make lock' --extra local \
		--constraint requirements.lock setup.cfg --output-file generator/synth/own_project/files/requirements.lock

wheel: setup  ## The generator as a wheel, below build/wheel
	@rm -rf build/wheel build/lib && $(RUN) -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation \
		--wheel-dir build/wheel . && rm -rf build/lib build/bdist.* *.egg-info && ls build/wheel/*.whl

clean:
	rm -rf $(VENV) build .local .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis

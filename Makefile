# policypress: `make build` and `make test` need only Debian or Ubuntu with Python 3.11+, git, and make.
.DEFAULT_GOAL := help
.PHONY: help setup build check test quick coverage mutants lint docs image clean distclean
PYTHON ?= python3
# Each file of tests on one core, in the order of tests/conftest.py: the slow files first.
ALL_CORES = -n auto --dist loadfile --no-loadscope-reorder
export PYTHON

help: ## show this list of targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install what is missing: system libraries, .venv, the package (build and test do this too)
	@setup/prepare

build: setup ## build every document into build/
	@.venv/bin/policypress build

check: setup ## read the policies and report problems
	@.venv/bin/policypress check

test: setup ## run all the tests
	@setup/browser
	@.venv/bin/python -m pytest $(ALL_CORES) --ignore=tests/publish/catalogue/test_browser.py
	@.venv/bin/python -m pytest tests/publish/catalogue/test_browser.py  # keys typed into a busy browser get lost

quick: setup ## run the tests except the slow ones and those in a browser
	@.venv/bin/python -m pytest $(ALL_CORES) -m "not slow" --ignore=tests/publish/catalogue/test_browser.py

coverage: setup ## run the tests and report the lines that no test ran (slower than test)
	@.venv/bin/python -m pytest $(ALL_CORES) --ignore=tests/publish/catalogue/test_browser.py \
		--cov --cov-report=term --cov-report=html:build/coverage
	@echo "line by line: build/coverage/index.html"

mutants: setup ## change the code in one place at a time and list the changes that no test notices (takes an hour)
	@.venv/bin/python setup/mutants.py

lint: setup ## check the code: common mistakes, formatting, types, import order of the packages
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

docs: setup ## regenerate the parts of the docs that come from the program
	@.venv/bin/python setup/reference_pages.py

image: build ## regenerate the picture in the README
	@.venv/bin/python setup/page_image.py

clean: ## remove the built documents and the caches; keep .venv
	rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find generator tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove .venv too
	rm -rf .venv

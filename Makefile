# policypress: `make build` and `make test` need nothing but Debian or Ubuntu with Python 3.11+, git and make.
.DEFAULT_GOAL := help
.PHONY: help setup build check test lint docs image clean distclean
PYTHON ?= python3
export PYTHON

help: ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 18

setup: ## install what is missing: system libraries, .venv, the package (build and test do it too)
	@setup/prepare

build: setup ## build every document into build/
	@.venv/bin/policypress build

check: setup ## read the policies and report problems
	@.venv/bin/policypress check

test: setup ## run all the tests
	@setup/browser
	@.venv/bin/python -m pytest -n auto --dist loadfile --ignore=tests/publish/catalogue/test_browser.py
	@.venv/bin/python -m pytest tests/publish/catalogue/test_browser.py  # keys typed into a busy browser get lost

lint: setup ## read the code for slips, its format, its types, and imports that go up
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

docs: setup ## write again what the docs take from the program: commands, rules, modules
	@.venv/bin/python setup/reference_pages.py

image: build ## make the picture in the README again
	@.venv/bin/python setup/page_image.py

clean: ## remove the built documents and the caches; keep .venv
	rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find generator tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove .venv too
	rm -rf .venv

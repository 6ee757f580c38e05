# Everything a newcomer types. Each target does its own set-up.
PYTHON := .venv/bin/python
ARGS ?=

.PHONY: help setup evolve test attacks lint clean

help:
	@echo "make evolve   set up, then run an evolution on the embedded offline model (ARGS=...)"
	@echo "make test     set up (gVisor and bubblewrap too), then lint, type-check, run every test and the attacks"
	@echo "make attacks  set up, then run the attacks on every sandbox and without the defences"
	@echo "make setup    virtual environment, Docker engine, base image"
	@echo "make lint     ruff and mypy only"
	@echo "make clean    remove .venv and caches; runs/ stays"

setup:
	@bash scripts/setup $(FOR)

evolve: FOR := run
evolve: setup
	@.venv/bin/arboretum evolve --model offline --benchmark repair $(ARGS)

lint: setup
	@$(PYTHON) -m ruff check
	@$(PYTHON) -m ruff format --check
	@$(PYTHON) -m mypy

test: FOR := tests
test: lint
	@bash scripts/test $(ARGS)

attacks: FOR := tests
attacks: setup
	@bash scripts/attacks

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -not -path './runs/*' -prune -exec rm -rf {} +

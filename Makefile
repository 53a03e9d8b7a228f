# Everything from a fresh clone with Python 3.11 or later, pip, make and git.
# The first call makes the environment; later ones find it ready and start at once.

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=

bin := $(VENV)/bin
ready := $(VENV)/.ready

.NOTPARALLEL:
.PHONY: run demo test proof check lint format bench faults clean

run: $(ready)
	@$(bin)/sessiontui

demo: $(ready)
	@$(bin)/sessiontui demo

test: $(ready)
	$(bin)/python -m pytest $(PYTEST_ARGS)

# What waits on real time, a real daemon or a whole terminal.
proof: $(ready)
	$(bin)/python -m pytest tests/proof $(PYTEST_ARGS)

check: lint test

lint: $(ready)
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports

format: $(ready)
	$(bin)/ruff format .
	$(bin)/ruff check --fix .

bench: $(ready)
	$(bin)/python -m bench

# About half an hour; as root it also mounts small disks.
faults: $(ready)
	$(bin)/python -m tests.faults $(PYTEST_ARGS)

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(ready): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "SessionTUI needs Python 3.11 or later: make PYTHON=python3.12 …" >&2; \
	    exit 1; }
	@echo "Setting up $(VENV), once; this takes a minute …"
	@test -x $(bin)/pip || $(PYTHON) -m venv $(VENV)
	@$(bin)/python -m pip install --quiet --disable-pip-version-check \
	  -c constraints.txt -e '.[dev]'
	@touch $@

# Everything from a fresh clone with Python 3.11 to 3.14, pip, make and git.
# The first call makes the environment; later ones find it ready and start at once.
# What only running needs is small; the first target for developers adds the rest.

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=

bin := $(VENV)/bin
ready := $(VENV)/.ready
dev := $(VENV)/.ready-dev
pip := $(bin)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

# Who has this set would have every process compile the program anew.
unexport PYTHONDONTWRITEBYTECODE

.NOTPARALLEL:
.PHONY: run demo test proof check lint format bench faults dist release clean

run: $(ready)
	@$(bin)/sessiontui

demo: $(ready)
	@$(bin)/sessiontui demo

test: $(dev)
	$(bin)/python -m pytest $(PYTEST_ARGS)

# What waits on real time, a real daemon or a whole terminal.
proof: $(dev)
	$(bin)/python -m pytest tests/proof $(PYTEST_ARGS)

check: lint test

lint: $(dev)
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	$(bin)/mypy
	$(bin)/lint-imports

format: $(dev)
	$(bin)/ruff format .
	$(bin)/ruff check --fix .

bench: $(dev)
	$(bin)/python -m bench

# About half an hour; as root it also mounts small disks.
faults: $(dev)
	$(bin)/python -m tests.faults $(PYTEST_ARGS)

# The package and its checksums, in dist/.
dist: $(dev)
	$(bin)/python .ci/release.py build

# The same with a signed tag; a person sets the project's address first.
release: $(dev)
	$(bin)/python .ci/release.py release

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(ready): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' || \
	  { echo "SessionTUI needs Python 3.11 to 3.14: make PYTHON=python3.12 …" >&2; \
	    exit 1; }
	@echo "Setting up $(VENV), once; this takes a minute …"
	@test -x $(bin)/pip || $(PYTHON) -m venv $(VENV)
	@$(pip) -e .
	@touch $@

$(dev): $(ready)
	@echo "Adding what tests and checks need, once …"
	@$(pip) -e '.[dev]'
	@touch $@

# Everything a newcomer needs. `make run` and `make test` set up by themselves.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# Compiled when first imported, not at once: most of it never is.
PIP     = $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet

# Two cores, a file of tests on one of them.
TEST    = $(BIN)/python -m pytest --numprocesses 2 --dist loadfile

SECONDS ?= 60

.DEFAULT_GOAL := help
.PHONY: help run test check postgresql simulate-some simulate torture torture-power format bench golden understanding mutation fuzz coverage constraints clean

help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(VENV)/run.stamp   ## set up if needed, then start Vigie
	@$(BIN)/vigie run

test: $(VENV)/test.stamp ## set up if needed, then the whole test suite
	@$(TEST)

check: $(VENV)/test.stamp ## format, lint, types, then the tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(TEST)

postgresql: $(VENV)/postgresql.stamp ## add the driver for VIGIE_DATABASE_URL=postgresql+psycopg://…

format: $(VENV)/test.stamp ## put the code into shape
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(VENV)/bench.stamp ## print the measurements
	@$(BIN)/python -m bench

comparison: $(VENV)/comparison.stamp ## understanding measured beside scikit-learn, installed for it
	@$(BIN)/python -m bench.understanding

simulate-some: $(VENV)/test.stamp ## 20 000 seeds of crashes at every step
	@$(BIN)/python -m proof.simulation --seeds 20000

simulate: $(VENV)/test.stamp ## a million of them; stopped, it goes on from where it was
	@$(BIN)/python -m proof.simulation --seeds 1000000 --keep

torture: $(VENV)/test.stamp ## kill -9, faults and full disks on real processes, both databases
	@$(BIN)/python -m proof.torture

torture-power: $(VENV)/test.stamp ## power cuts under SQLite, by replay of its writes
	@$(BIN)/python -m proof.power

golden: $(VENV)/test.stamp ## rewrite the golden transcripts; review the diff
	@VIGIE_GOLDEN=rewrite $(BIN)/python -m pytest tests/chat/test_golden.py

understanding: $(VENV)/test.stamp ## train the weights again from the sentences
	@$(BIN)/python -m bot.understanding.training

mutation: $(VENV)/mutation.stamp ## what the domain's tests would not notice (slow)
	@$(BIN)/python -m mutmut run
	@$(BIN)/python -m mutmut results

fuzz: $(VENV)/fuzz.stamp ## look for files that no reader answers (SECONDS=60)
	@$(BIN)/python -m tests.documents.reading.fuzzing -max_total_time=$(SECONDS)

coverage: $(VENV)/mutation.stamp ## branches of the domain that no test passes: none
	@$(BIN)/python -m coverage run -m pytest tests/domain tests/cases
	@$(BIN)/python -m coverage report

constraints:     ## choose versions anew (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --upgrade -q -o constraints.txt
	uv pip compile pyproject.toml --group build --group dev -c constraints.txt --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header -q -o constraints-dev.txt
	uv pip compile pyproject.toml --group build --extra postgresql -c constraints-dev.txt --universal \
	  --python-version 3.11 --generate-hashes --no-annotate --no-header -q -o constraints-postgresql.txt
	uv pip compile pyproject.toml --group build --group dev --group mutation -c constraints-dev.txt \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -q -o constraints-mutation.txt
	uv pip compile pyproject.toml --group build --group dev --group comparison -c constraints-dev.txt \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -q -o constraints-comparison.txt
	uv pip compile pyproject.toml --group build --group dev --group bench -c constraints-dev.txt \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -q -o constraints-bench.txt
	uv pip compile pyproject.toml --group build --group dev --group fuzz -c constraints-dev.txt \
	  --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  -q -o constraints-fuzz.txt

clean:           ## remove the virtual environment (var/ with your data stays)
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Vigie needs Python 3.11 or newer; found $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  v=$$($(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	  echo "Python's venv module is missing. Install it, then try again:" >&2; \
	  echo "    sudo apt install python$$v-venv" >&2; exit 2; }
	@echo "Setting up Vigie in $(VENV)…"
	@$(PYTHON) -m venv $(VENV)

# --no-deps: the file names every package; hashes make the choice unforgeable.
$(VENV)/run.stamp: constraints.txt pyproject.toml | $(BIN)/python
	@echo "Installing the run-time packages…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/test.stamp: constraints-dev.txt $(VENV)/run.stamp
	@echo "Installing what the tests need…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-dev.txt
	@touch $@

$(VENV)/postgresql.stamp: constraints-postgresql.txt $(VENV)/run.stamp
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-postgresql.txt
	@touch $@

$(VENV)/mutation.stamp: constraints-mutation.txt $(VENV)/test.stamp
	@echo "Installing what mutation testing needs…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-mutation.txt
	@touch $@

$(VENV)/bench.stamp: constraints-bench.txt $(VENV)/test.stamp
	@echo "Installing what the measurements compare with…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-bench.txt
	@touch $@

$(VENV)/fuzz.stamp: constraints-fuzz.txt $(VENV)/test.stamp
	@echo "Installing what fuzzing needs…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-fuzz.txt
	@touch $@

$(VENV)/comparison.stamp: constraints-comparison.txt $(VENV)/test.stamp
	@echo "Installing what understanding is compared with…"
	@$(PIP) install --no-compile --require-hashes --no-deps -r constraints-comparison.txt
	@touch $@

# Two commands do all the set-up: `make demo` grades a small class in both assignments, `make test` runs the tests.
# Both make .venv and install what is missing, and say how long they took, the installation included.

SHELL := /bin/bash
# Before anything is installed.
START := $(shell date +%s)
PYTHON ?= python3
VENV := .venv
# What the tests need besides: a browser that opens the pages, the other database, networks of their own, certificates.
TEST_PACKAGES := chromium postgresql iproute2 procps openssl
BIN := $(VENV)/bin
# nbgrader runs alembic by its name.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: demo test soak catalogues bench clean system

demo: $(VENV)/.panal | system
	@set -e; \
	$(BIN)/nbgrader db student import students.csv --log-level=ERROR; \
	for assignment in convolucion redes; do \
		$(BIN)/nbgrader generate_assignment $$assignment --force --log-level=ERROR; \
		$(BIN)/panal grade $$assignment --force; \
		echo "Feedback pages: feedback/<student>/$$assignment/$$assignment.html"; \
	done; \
	$(BIN)/panal report redes; \
	$(BIN)/nbgrader export --to=reports/grades.csv --log-level=ERROR; \
	echo "Both assignments in one sheet: reports/grades.csv"; \
	echo "make demo took $$(($$(date +%s) - $(START))) s."

# Four files of end-to-end tests at a time, also on two cores: many wait, until a limit is hit or a server has started. They
# begin in the order of their names, for a file with few tests is often one that takes long.
test: $(VENV)/.tools | system
	@tools/install-system-packages $(TEST_PACKAGES)
	@set -e; \
	$(BIN)/ruff format --check .; \
	$(BIN)/ruff check .; \
	$(BIN)/mypy & types=$$!; \
	$(BIN)/pytest -n 2 tests/unit; \
	wait $$types; \
	$(BIN)/pytest -n 4 --no-loadscope-reorder tests/end_to_end; \
	echo "make test took $$(($$(date +%s) - $(START))) s."

# The same without a sample and with what takes longer than a change should wait for: every attack on each rung with the next
# students checked after it, long fuzzing, every answer through the wall and with and without the demonstrations, a writer that
# dies at every single step, the rows of both databases, processes of ours that die and hang, machines with a network of their own.
soak: $(VENV)/.tools | system
	@tools/install-system-packages $(TEST_PACKAGES) nginx-light
	PANAL_SOAK=1 $(BIN)/pytest -n 4 --no-loadscope-reorder tests/end_to_end tests/soak

# Takes the sentences out of the code and puts new ones into each catalogue, where they wait to be translated.
catalogues: $(VENV)/.tools
	@mkdir -p build
	$(BIN)/pybabel -q extract --mapping pyproject.toml --keywords N_ --no-location \
		--project panal --version 0.1.0 --output build/panal.pot panal integrations
	$(BIN)/pybabel -q update --domain panal --output-dir panal/locale --input-file build/panal.pot \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100

bench: $(VENV)/.panal | system
	$(BIN)/python -m bench 60 20

# Of a course nothing: neither its gradebook nor what was graded.
clean:
	rm -rf $(VENV) build *.egg-info .panal .pytest_cache .mypy_cache .ruff_cache .hypothesis

# What pip can't install: bubblewrap and libseccomp, the wall's own parts.
system:
	@tools/install-system-packages

$(VENV)/.venv: | system
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --constraint constraints.txt pip
	@touch $@

# setuptools frames with stars that a folder called panal/ would be imported first. It is ours.
$(VENV)/.panal $(VENV)/.tools: export PYTHONWARNINGS := ignore:Editable installation

$(VENV)/.panal: pyproject.toml constraints.txt $(VENV)/.venv
	$(BIN)/pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.tools: $(VENV)/.panal
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[cluster,lti]' --group dev
	@touch $@

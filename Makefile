# What can be made here: `make help`. Needs Python 3.11, 3.12 or 3.13, and make.

VENV := .venv
BIN := $(VENV)/bin
COURSE := $(VENV)/course.done
TESTS := $(VENV)/tests.done
RELEASE := $(VENV)/release.done
SUITABLE := 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 14))'

# One set of versions that suits every Python from 3.11 on, and every system.
RESOLVE := $(BIN)/uv pip compile --quiet --universal --fork-strategy fewest \
    --python-version 3.11 --no-annotate --no-header

# nbgrader calls `alembic` by its bare name.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test browser nbgrader-tests lint format release bundle pins screenshots system
.DELETE_ON_ERROR:

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

demo: $(COURSE) $(RELEASE) ## a simulated class of 12: released, handed in, graded, feedback written
	@$(BIN)/autograder demo --students 12
	@echo "Open JupyterLab: source $(BIN)/activate, then one of the lines above"

# Those in Chromium are run by themselves, so that the others' load does not disturb them.
test: $(TESTS) lint ## every test, the quick ones first, those in Chromium last
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder \
	    --ignore tests/browser --ignore tests/nbgrader_suite/test_api.py
	$(BIN)/python -m pytest tests/browser
	@echo "Skipped: nbgrader's own tests of its API and of feedback, because they take minutes; 'make nbgrader-tests' runs them."
	@command -v conda > /dev/null || echo "Skipped: environment.yml was not tried, because conda is not here."

nbgrader-tests: $(TESTS) ## all of nbgrader's own tests that run with our pipeline under them
	$(BIN)/python -m pytest tests/nbgrader_suite

browser: $(TESTS) ## of the tests those in Chromium alone: JupyterLab, the widgets, the formgrader
	$(BIN)/python -m pytest tests/browser

lint: $(TESTS) ## layout and rules of the code, types, imports, form of the notebooks
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/autograder format --check
	$(BIN)/autograder release --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(TESTS) ## bring code and source notebooks into their one form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/autograder format

release: $(COURSE) ## build release/ from source/
	$(BIN)/autograder release

bundle: $(COURSE) ## the zip for students and the wheel for a JupyterHub image, into dist/
	$(BIN)/autograder bundle

pins: $(VENV)/made ## write requirements.txt and tests/requirements.txt anew, with today's releases
	$(BIN)/python -m pip install --quiet uv
	rm -f $(VENV)/course.txt $(VENV)/all.txt
	$(RESOLVE) pyproject.toml --output-file $(VENV)/course.txt > /dev/null
	$(RESOLVE) pyproject.toml --extra test --constraint $(VENV)/course.txt \
	    --output-file $(VENV)/all.txt > /dev/null
	@{ echo "# The course, exactly: written by \`make pins\` from pyproject.toml. Run pip in this folder."; \
	    grep -v ">= '3.14'" $(VENV)/course.txt; echo "-e ."; } > requirements.txt
	@{ echo "# What the tests need besides the course: written by \`make pins\` from pyproject.toml."; \
	    echo "-r ../requirements.txt"; \
	    grep -vxFf $(VENV)/course.txt $(VENV)/all.txt; } > tests/requirements.txt

screenshots: $(TESTS) ## take the README's pictures again; needs Chromium
	$(BIN)/python -m docs.screenshots

system: ## system packages that some tests use (apt-get; asks for your password unless you are root)
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get update
	$(if $(filter 0,$(shell id -u)),,sudo )apt-get install --yes bubblewrap chromium libseccomp2 postgresql

$(VENV)/made:
	@for name in $(BIN)/python $(PYTHON) python3.13 python3.12 python3.11 python3; do \
	    if "$$name" -c $(SUITABLE) 2> /dev/null; then found="$$name"; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "There is no Python 3.11, 3.12 or 3.13 with its venv module on the PATH." >&2; \
	    echo "Install one (on Debian and Ubuntu: apt-get install python3 python3-venv)," >&2; \
	    echo "or name one: make PYTHON=/path/to/python3.12 ..." >&2; \
	    exit 1; \
	fi; \
	echo "$(VENV) is made with $$("$$found" --version)"; \
	[ "$$found" = $(BIN)/python ] || "$$found" -m venv --clear $(VENV); \
	touch $@

$(COURSE): requirements.txt pyproject.toml $(VENV)/made
	$(BIN)/python -m pip install --quiet -r requirements.txt
	@touch $@

$(TESTS): tests/requirements.txt $(COURSE)
	$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	@touch $@

# By a stamp, so that notes made in release/ outlive a demo unless source/ changed.
$(RELEASE): nbgrader_config.py $(shell find source -name '*.ipynb' -not -path '*/.ipynb_checkpoints/*') $(COURSE)
	$(BIN)/autograder release
	@touch $@

# Everything the README mentions. Each target sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
SITE_PORT ?= 8502
SERVE_PORT ?= 8080
SERVE_ADDRESS ?= 127.0.0.1
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
CODE := app.py pages mlp_core studies teacher lessons widgets site_builder press benchmarks parity tools tests
PEERS := .venv-parity/bin
LITE := .venv-jupyterlite/bin
LIGHTHOUSE := benchmarks/lighthouse

.PHONY: pdf epub help run serve scorm widget lesson client test quick quick-client quick-python browsers-python check site serve-site parity bench bench-site bench-patches lighthouse upgrade newest-streamlit browser nginx lock pictures gallery \
        random-readers random-browsers random-first-acts first-acts
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# --- setting up, once ---------------------------------------------------------------------------------------------

$(BIN)/streamlit: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 ...")'
	@echo "Setting up the book's Python packages in $(VENV) (a minute or two) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(BIN)/pytest: requirements-dev.txt $(BIN)/streamlit
	@echo "Setting up the tools for building and testing ..."
	$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.package-lock.json: package.json package-lock.json
	@echo "Fetching Streamlit, Python and the maths renderer for the browser from npm ..."
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PEERS)/pytest: requirements-parity.txt
	@echo "Setting up PyTorch and Keras in .venv-parity (large: some minutes) ..."
	@test -x $(PEERS)/python || $(PYTHON) -m venv .venv-parity
	$(PEERS)/python -m pip install --quiet --disable-pip-version-check -r requirements-parity.txt
	@touch $@

$(LITE)/jupyter: requirements-jupyterlite.txt
	@echo "Setting up JupyterLite in .venv-jupyterlite ..."
	@test -x $(LITE)/python || $(PYTHON) -m venv .venv-jupyterlite
	$(LITE)/python -m pip install --quiet --disable-pip-version-check -r requirements-jupyterlite.txt
	@touch $@

$(LIGHTHOUSE)/node_modules/.package-lock.json: $(LIGHTHOUSE)/package.json $(LIGHTHOUSE)/package-lock.json
	@echo "Fetching Lighthouse from npm ..."
	npm ci --prefix $(LIGHTHOUSE) --no-audit --no-fund --loglevel=error
	@touch $@

pictures: $(BIN)/pytest browser ## record anew how figures look, after a change of look that is wanted
	RECORD_PICTURES=1 $(BIN)/python -m pytest -q tests/browser/test_gallery.py

gallery: $(BIN)/streamlit ## write gallery.html: every figure in its states, from the book that `make run` runs
	$(BIN)/python -m tools.gallery --book http://127.0.0.1:$(PORT)/

browser: $(BIN)/pytest ## find a Chromium for the tests, or fetch one
	@bash tools/browser.sh $(BIN)

nginx: ## find an nginx for the tests of hosting/, or install one
	@bash tools/nginx.sh

# Known by hash on every system and every Python from 3.11 on. No index is named: whoever installs uses their own.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

lock: $(BIN)/pytest ## pin all packages anew, with their hashes, after a change of requirements*.in
	$(LOCK) --python-version 3.11 requirements.in -o requirements.txt
	$(LOCK) --python-version 3.11 requirements-dev.in -c requirements.txt -o requirements-dev.txt
	$(LOCK) --python-version 3.13 requirements-site-tools.in -o requirements-site-tools.txt
	$(BIN)/python tools/lock_site.py

# --- the book -----------------------------------------------------------------------------------------------------

run: $(BIN)/streamlit ## serve the book on this machine
	$(BIN)/streamlit run app.py --server.port $(PORT) --server.enableCORS true --server.enableXsrfProtection true

serve: $(BIN)/streamlit nginx ## serve the book to many readers: a server for each core, and nginx before them
	$(BIN)/python tools/serve.py --port $(SERVE_PORT) --address $(SERVE_ADDRESS)

site: $(BIN)/pytest node_modules/.package-lock.json ## build the static site into dist/
	$(BIN)/python -m site_builder $(if $(SITE_URL),--url $(SITE_URL))

scorm: site ## build packages for a learning platform into packages/; LESSONS="xor training" count, PASS=60 is passed
	$(BIN)/python -m teacher.scorm $(if $(LESSONS),--lessons $(LESSONS)) $(if $(PASS),--pass $(PASS))

serve-site: site ## build the static site and serve it on this machine
	$(BIN)/python -m site_builder.serve --port $(SITE_PORT)

pdf: site browser ## print the built site as one PDF, into build/; SITE_URL= gives its figures codes
	$(BIN)/python -m press pdf $(if $(SITE_URL),--url $(SITE_URL))

epub: site browser ## make an EPUB of the built site, into build/; SITE_URL= gives its figures links
	$(BIN)/python -m press epub $(if $(SITE_URL),--url $(SITE_URL))

ROOM ?= forward

widget: $(BIN)/pytest ## begin a widget: make widget NAME=loss_ribbon ROOM=backward
	$(BIN)/python tools/scaffold.py widget "$$NAME" --room $(ROOM)

lesson: $(BIN)/pytest ## begin a lesson: make lesson SLUG=second_steps TITLE="Second steps"
	$(BIN)/python tools/scaffold.py lesson "$$SLUG" --title "$$TITLE"

client: node_modules/.package-lock.json ## bundle client/ into the scripts that figures run, widgets/scripts
	node client/build.mjs widgets

# --- keeping it right -----------------------------------------------------------------------------------------------

# What Python has translated is kept for the next process, also where that is switched off: translating all tests, with
# their assertions, takes longer than most of their files, and each server that a test starts reads the whole book.
KEEPING := env -u PYTHONDONTWRITEBYTECODE
TYPES := node_modules/.bin/tsc -p client && node_modules/.bin/tsc -p client/worker

test: $(BIN)/pytest node_modules/.package-lock.json browser nginx browsers-python ## run all tests, those in a real browser too
	$(KEEPING) $(BIN)/python -m pytest -n 2 --dist loadgroup

# The scripts' tests take the core that is idle while pytest collects its own.
quick: $(BIN)/pytest node_modules/.package-lock.json ## run the short tests that need no browser; K= names some, LONG=1 adds the long ones
	@$(MAKE) --no-print-directory --jobs=2 quick-client quick-python

quick-client:
	$(TYPES)
	cd client && ../node_modules/.bin/biome check --error-on-warnings
	node client/build.mjs test

# A copy of a process that has collected all tests starts at once; not every system can make one that works.
SHARED := $(if $(filter Linux,$(shell uname)),-p tests.forks -p no:rerunfailures,-n auto --dist loadgroup)

quick-python:
	$(KEEPING) $(BIN)/python -m pytest -q $(SHARED) --ignore tests/browser $(if $(LONG),,--hypothesis-profile quick) \
	  -m "not browser$(if $(LONG),, and not long)" $(if $(K),-k "$(K)")

browsers-python: $(BIN)/pytest # what only the Python of readers' browsers does, where this one is older
	@bash tools/browsers_python.sh $(BIN)

STEPS ?= 300
ACTS ?= 60
SEED ?= 9

first-acts: $(BIN)/pytest ## compare every first act that the site answers early with Python's own answer
	HL_FIRST_ACTS=all $(BIN)/python -m pytest -q -n auto tests/site_builder/test_first_acts.py

random-readers: $(BIN)/pytest ## set every page's controls to random values, STEPS times for each page
	HL_RANDOM_STEPS=$(STEPS) HL_RANDOM_SEED=$(SEED) $(BIN)/python -m pytest -q -n auto tests/test_random_readers.py

random-browsers: $(BIN)/pytest node_modules/.package-lock.json browser ## press and move anything in a real browser, ACTS times on each lesson
	HL_RANDOM_ACTS=$(ACTS) HL_RANDOM_SEED=$(SEED) $(BIN)/python -m pytest -q tests/browser/test_random_reader.py

random-first-acts: $(BIN)/pytest node_modules/.package-lock.json browser ## do anything while Python wakes up in a real browser, ACTS times
	HL_REHEARSED=all HL_RANDOM_ACTS=$(ACTS) HL_RANDOM_SEED=$(SEED) $(BIN)/python -m pytest -q -n 2 tests/browser/test_random_first_acts.py

parity: $(PEERS)/pytest ## compare mlp_core with PyTorch and Keras
	KERAS_BACKEND=torch $(PEERS)/python -m pytest -q parity -c parity/pytest.ini

bench: $(PEERS)/pytest $(BIN)/pytest node_modules/.package-lock.json ## measure mlp_core against its peers
	$(PEERS)/python -m benchmarks native
	$(BIN)/python -m benchmarks pyodide

bench-site: $(LITE)/jupyter $(BIN)/pytest node_modules/.package-lock.json browser ## measure the static site against its peers
	$(BIN)/python -m benchmarks.site

bench-patches: site browser ## count and time what each patch of Streamlit and stlite saves
	$(BIN)/python -m benchmarks.instructions
	$(BIN)/python -m benchmarks.patches

lighthouse: $(LIGHTHOUSE)/node_modules/.package-lock.json $(BIN)/pytest node_modules/.package-lock.json browser ## let Lighthouse judge the static site
	$(BIN)/python -m benchmarks.lighthouse

UPGRADE ?=

upgrade: $(BIN)/pytest ## try the newest versions of everything in a copy, and print what breaks: UPGRADE="--only local"
	$(BIN)/python tools/upgrade.py $(UPGRADE)

newest-streamlit: $(BIN)/pytest node_modules/.package-lock.json ## test the local edition with the newest Streamlit, all else as it is pinned
	$(BIN)/python tools/upgrade.py --only local --just streamlit

check: $(BIN)/pytest node_modules/.package-lock.json ## format, lint and check types, and test the scripts' modules
	$(BIN)/ruff format $(if $(CI),--check) $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	cd client && ../node_modules/.bin/biome check --error-on-warnings $(if $(CI),,--write)
	$(TYPES)
	node client/build.mjs test

# Everything the README mentions. Each target sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
SOURCES := app.py pages mlp_core lessons widgets site_builder benchmarks tools tests

.PHONY: help run test check format site serve-site bench bench-site parity browser clean
.DEFAULT_GOAL := help

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/streamlit: requirements.txt
	@echo "Setting up Python packages in $(VENV) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/pytest: requirements-dev.txt $(BIN)/streamlit
	@echo "Setting up the tools for building and testing ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

run: $(BIN)/streamlit ## serve the book on this machine
	$(BIN)/streamlit run app.py --server.port $(PORT)

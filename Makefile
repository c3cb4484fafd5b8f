# Segue: `make run` and `make test` set up everything they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test session bench lint format clean translations icons install-desktop uninstall-desktop

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

setup: $(VENV)/.app ## Install the system libraries and the program's .venv

run: setup ## Open the window with the demo pair (A="one.mp3" B="two.flac" opens your own)
	@$(BIN)/python main.py $(if $(A),"$(A)") $(if $(B),"$(B)")

test: setup $(VENV)/.dev ## Lint, type-check and test everything
	@sh scripts/test.sh

session: setup $(VENV)/.dev ## Use the program as a user would, on a screen of its own; pictures in artefacts/session
	@sh scripts/session.sh

bench: setup $(VENV)/.dev ## Print every benchmark's figures
	@for name in sound latency frame morph length model leak; do $(BIN)/python -m benchmarks.$$name || exit 1; done

lint: $(VENV)/.dev ## Check style, types and import arrows
	@sh scripts/lint.sh

format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check --fix -q .; $(BIN)/ruff format .

translations: $(VENV)/.app ## Bring assets/translations up to date with the source
	@sh scripts/translate.sh

icons: $(VENV)/.app ## Draw the program's icon in every size
	@$(BIN)/python scripts/icons.py

install-desktop: setup ## Put Segue into your menus and file types
	@sh scripts/desktop.sh install

uninstall-desktop: ## Take it out again
	@sh scripts/desktop.sh uninstall

clean: ## Remove what the tools made (not .venv, not data)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache artefacts segue-demo *.egg-info build

$(VENV)/.system: scripts/system.sh
	@PYTHON="$(PYTHON)" sh scripts/system.sh
	@mkdir -p $(VENV) && touch $@

$(VENV)/bin/python: | $(VENV)/.system
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.app: pyproject.toml $(VENV)/.system | $(VENV)/bin/python
	@echo "Installing Segue's libraries into $(VENV) (once, a few minutes)…"
	@$(BIN)/pip install -q -e ".[formats]"
	@touch $@

$(VENV)/.dev: pyproject.toml $(VENV)/.app
	@echo "Installing the development tools into $(VENV) (once)…"
	@$(BIN)/pip install -q -e ".[dev]"
	@touch $@

#!/bin/sh
# Style, types and import arrows.
set -eu
bin=.venv/bin
$bin/ruff check --quiet .
$bin/ruff format --quiet --check .
$bin/mypy
$bin/lint-imports --no-logo 2>/dev/null || $bin/lint-imports

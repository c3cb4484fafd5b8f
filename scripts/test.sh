#!/bin/sh
# Everything that must hold before a change lands. Extra arguments go to pytest.
set -eu
sh scripts/lint.sh
export QT_QPA_PLATFORM=offscreen PYTHONFAULTHANDLER=1
exec .venv/bin/python -m pytest -q "$@"

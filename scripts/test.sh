#!/bin/sh
# Everything that must hold before a change lands. Extra arguments go to pytest, which then runs
# in one process; without any, all tests run, shared among the cores.
set -eu
sh scripts/lint.sh
export QT_QPA_PLATFORM=offscreen PYTHONFAULTHANDLER=1
if [ $# = 0 ]; then
	# Every worker has a core of its own; more workers than four need too much memory.
	set -- -n logical --maxprocesses 4 --dist worksteal
	export OMP_NUM_THREADS=1
	# glibc else keeps the large blocks of windows that are closed: 2 GB in each worker.
	export MALLOC_MMAP_THRESHOLD_=1048576
fi
exec .venv/bin/python -m pytest -q "$@"

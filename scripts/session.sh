#!/bin/sh
# Use the program by mouse and keyboard on a screen that nobody sees. Extra arguments go to pytest.
set -eu

missing=""
# need COMMAND PACKAGE
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }
need Xvfb xvfb
need openbox openbox
need xdotool xdotool

if [ -n "$missing" ]; then
	install="apt-get install -y --no-install-recommends$missing"
	if ! command -v apt-get >/dev/null 2>&1; then
		echo "These programs are missing; install them with your system's package manager:$missing" >&2
		exit 1
	fi
	if [ "$(id -u)" = 0 ]; then
		sudo=""
	elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
		sudo="sudo"
	else
		echo "Some programs are missing. Type this once, then try again:" >&2
		echo "  sudo $install" >&2
		exit 1
	fi
	echo "Installing programs for the session:$missing"
	$sudo apt-get update -q >/dev/null || true
	DEBIAN_FRONTEND=noninteractive $sudo $install >/dev/null
fi
.venv/bin/python -m pytest -q -p no:randomly --capture=no tests/session "$@"
echo "Pictures of every step are in artefacts/session."

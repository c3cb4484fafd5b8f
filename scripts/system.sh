#!/bin/sh
# Install the system libraries that Qt and PortAudio need, when they are missing and apt may.
set -eu

PYTHON="${PYTHON:-python3}"
missing=""

# has LIBRARY: whether the dynamic linker finds it
has() { PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "$1"; }
# need LIBRARY PACKAGE
need() { has "$1" || missing="$missing $2"; }

case "$(uname -s)" in
Linux)
	need libportaudio.so.2 libportaudio2
	need libEGL.so.1 libegl1
	need libGL.so.1 libgl1
	need libglib-2.0.so.0 libglib2.0-0
	need libdbus-1.so.3 libdbus-1-3
	need libfontconfig.so.1 libfontconfig1
	need libxkbcommon.so.0 libxkbcommon0
	need libxkbcommon-x11.so.0 libxkbcommon-x11-0
	need libxcb-cursor.so.0 libxcb-cursor0
	need libxcb-icccm.so.4 libxcb-icccm4
	need libxcb-keysyms.so.1 libxcb-keysyms1
	need libxcb-shape.so.0 libxcb-shape0
	need libwayland-cursor.so.0 libwayland-cursor0
	;;
esac
if ! "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
	if command -v "$PYTHON" >/dev/null 2>&1; then
		echo "Segue needs Python 3.11 or newer; $PYTHON is $("$PYTHON" -V 2>&1)." >&2
		echo "Name a newer one: make run PYTHON=python3.12" >&2
		exit 1
	fi
	missing="$missing python3 python3-venv"
elif ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
	missing="$missing python3-venv"
fi
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
if ! command -v apt-get >/dev/null 2>&1; then
	echo "These libraries are missing; install them with your system's package manager:$missing" >&2
	exit 1
fi
if [ "$(id -u)" = 0 ]; then
	sudo=""
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
	sudo="sudo"
else
	echo "Some system libraries are missing. Type this once, then try again:" >&2
	echo "  sudo $install" >&2
	exit 1
fi
echo "Installing system libraries:$missing"
$sudo apt-get update -q >/dev/null || true
DEBIAN_FRONTEND=noninteractive $sudo $install >/dev/null

#!/bin/sh
# Put Segue into the user's menus and file types, or take it out: desktop.sh install | uninstall
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
share="${XDG_DATA_HOME:-$HOME/.local/share}"
entry="$share/applications/segue.desktop"
types="$share/mime/packages/segue.xml"
icons="$share/icons/hicolor"

case "${1:-}" in
install)
	mkdir -p "$share/applications" "$share/mime/packages"
	# Exec wants the path in double quotes, with these characters escaped twice over.
	quoted=$(printf '%s' "$root" | sed -e 's/[\\"`$]/\\\\&/g' -e 's/%/%%/g')
	exec="\"$quoted/.venv/bin/python\" \"$quoted/main.py\""
	escaped=$(printf '%s' "$exec" | sed -e 's/[\\&|]/\\&/g')
	sed "s|@EXEC@|$escaped|" assets/desktop/segue.desktop >"$entry"
	cp assets/desktop/segue.xml "$types"
	for file in assets/icons/segue-*.png; do
		size=${file##*-}
		size=${size%.png}
		mkdir -p "$icons/${size}x$size/apps"
		cp "$file" "$icons/${size}x$size/apps/segue.png"
	done
	mkdir -p "$icons/scalable/apps"
	cp assets/icons/segue.svg "$icons/scalable/apps/segue.svg"
	;;
uninstall)
	rm -f "$entry" "$types" "$icons"/*/apps/segue.png "$icons/scalable/apps/segue.svg"
	;;
*)
	echo "Say install or uninstall." >&2
	exit 2
	;;
esac
# Caches, where the desktop keeps some.
if command -v update-mime-database >/dev/null 2>&1 && [ -d "$share/mime" ]; then
	update-mime-database "$share/mime"
fi
if command -v update-desktop-database >/dev/null 2>&1 && [ -d "$share/applications" ]; then
	update-desktop-database -q "$share/applications"
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1 && [ -d "$icons" ]; then
	gtk-update-icon-cache -q -t -f "$icons" || true
fi
echo "Segue was ${1}ed in $share."

#!/bin/sh
# Bring the .ts files up to date with the source, compile them, and say what is not translated.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
folder=assets/translations
for language in de; do
	ts="$folder/segue_$language.ts"
	# No line numbers: they would change the file with every edit of the source.
	$bin/pyside6-lupdate $(find gui -name "*.py" | sort) -ts "$ts" -target-language "$language" -no-obsolete -locations none
	$bin/pyside6-lrelease -silent "$ts" -qm "$folder/segue_$language.qm"
	left=$(grep -c 'type="unfinished"' "$ts" || true)
	echo "$ts: $left strings are not translated."
done

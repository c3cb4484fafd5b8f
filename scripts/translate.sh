#!/bin/sh
# Bring the .ts files up to date with the source, compile them, and say what is not translated.
set -eu
cd "$(dirname "$0")/.."
bin=.venv/bin
folder=assets/translations
engine=gui/engine_sentences.py
$bin/python -m scripts.sentences
update() { # the .ts file, and the sources of its strings
	ts=$1
	shift
	# No line numbers: they would change the file with every edit of the source.
	$bin/pyside6-lupdate "$@" -ts "$ts" -target-language "$language" -no-obsolete -locations none
	$bin/pyside6-lrelease -silent "$ts" -qm "${ts%.ts}.qm"
	left=$(grep -c 'type="unfinished"' "$ts" || true)
	echo "$ts: $left strings are not translated."
}
for language in de; do
	update "$folder/segue_$language.ts" $(find gui -name "*.py" ! -path "$engine" | sort)
	update "$folder/engine_$language.ts" "$engine"
done

"""One process compiles librosa at a time: two at once leave a cache that crashes all others."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import filelock

from engine.librosa_import import COMPILED, lock_path

IMPORT = "from engine.librosa_import import import_librosa; import_librosa(); print('done')"


def test_a_second_process_waits_for_the_first():
    with filelock.FileLock(lock_path()):
        command = [sys.executable, "-c", IMPORT]
        waiting = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            waiting.wait(8)
            raise AssertionError("imported beside another process")
        except subprocess.TimeoutExpired:
            pass
    assert waiting.communicate(timeout=120)[0] == "done\n"


def test_everything_that_is_compiled_is_imported_behind_the_lock():
    spec = importlib.util.find_spec("librosa")
    assert spec is not None
    folder = Path(str(spec.origin)).parent
    compiled = {
        ".".join(path.relative_to(folder.parent).with_suffix("").parts)
        for path in folder.rglob("*.py")
        if "guvectorize(" in path.read_text(encoding="utf-8")
    }
    assert compiled == set(COMPILED)


def test_without_a_folder_for_the_lock_it_goes_on(tmp_path):
    lost = tmp_path / "none"
    code = f"import tempfile; tempfile.tempdir = {str(lost)!r}; {IMPORT}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout == "done\n", done.stderr

"""The program as `main.py` starts it, with a `Reporter` beside it.

``python -m tests.session.app SOCKET LEFTOVERS [what main.py takes …]``
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import main
from gui.app import create_application
from tests.session.reporter import Reporter


def run() -> int:
    """Run it; write the names of threads that outlive the window into LEFTOVERS."""
    socket, leftovers = Path(sys.argv[1]), Path(sys.argv[2])
    sys.argv[:] = ["segue", *sys.argv[3:]]
    application = create_application(sys.argv[:1])  # `gui.app.run` takes the one there is
    reporter = Reporter(socket)
    code = main.main()
    del reporter
    own = threading.current_thread()
    left = [
        t.name
        for t in threading.enumerate()
        # Qt's own threads show up as dummies once Python ran on them.
        if t is not own and not isinstance(t, threading._DummyThread)
    ]
    leftovers.write_text("\n".join(left), "utf-8")
    del application
    return code


if __name__ == "__main__":
    sys.exit(run())

"""One file per claim; each prints JSON with --json."""

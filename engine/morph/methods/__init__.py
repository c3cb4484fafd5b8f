"""One file per morph method."""

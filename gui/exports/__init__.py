"""Getting music out: the dialog, its jobs, files that are dragged."""

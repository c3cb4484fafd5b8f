"""Results into files, and the commands that make them."""

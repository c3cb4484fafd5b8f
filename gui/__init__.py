"""The window: a thin face over engine and export."""

"""Undo, projects, recovery, and one window for all starts."""

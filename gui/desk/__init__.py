"""Preferences, help, and what the desktop expects."""

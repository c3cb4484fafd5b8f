"""Clips: how they come in, and their columns."""

"""Clips, loudness, peaks and playback."""

"""Samples to mel, and mel back to samples."""

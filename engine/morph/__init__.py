"""Morphs: two prepared clips, one alpha, one result."""

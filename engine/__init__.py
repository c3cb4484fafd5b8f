"""Segue's engine: audio in, mel, latent, morph, sound out. No Qt, no torch."""

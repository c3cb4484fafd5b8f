"""Segue's engine: audio in, mel, latent, morph, sound out. No Qt, no torch."""

import os

# ONNX Runtime 1.29 and newer report each session to its maker, and keep a device id, unless told
# not to before it is imported. Segue tells nobody anything.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

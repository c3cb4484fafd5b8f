"""Mixing two latents."""

from __future__ import annotations

import numpy as np

from engine.spec import FloatArray

PARALLEL = 1e-3
"""Below this angle in radians slerp is lerp, without the division by its sine."""


def lerp(a: FloatArray, b: FloatArray, alpha: float) -> FloatArray:
    """Mix linearly: 0 is ``a``, 1 is ``b``; same shapes."""
    return np.float32(1 - alpha) * a + np.float32(alpha) * b


def slerp(a: FloatArray, b: FloatArray, alpha: float) -> FloatArray:
    """Mix along the arc between two latents, the length going linearly.

    A straight line between two far latents passes nearer to the origin than either, where a
    Gaussian prior has little mass and decoders go dull; the arc keeps the length.

    Parameters
    ----------
    a, b : float32 array, same shape
        Taken as one long vector each.
    alpha : float
        0 is ``a``, 1 is ``b``.

    References
    ----------
    Shoemake 1985, SIGGRAPH; White 2016, arXiv:1609.04468.
    """
    length_a, length_b = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    if length_a == 0 or length_b == 0:
        return lerp(a, b, alpha)
    cosine = float(np.vdot(a, b)) / (length_a * length_b)
    angle = float(np.arccos(np.clip(cosine, -1, 1)))
    if angle < PARALLEL or np.pi - angle < PARALLEL:
        return lerp(a, b, alpha)
    length = (1 - alpha) * length_a + alpha * length_b
    weight_a = np.sin((1 - alpha) * angle) / np.sin(angle) * length / length_a
    weight_b = np.sin(alpha * angle) / np.sin(angle) * length / length_b
    return np.float32(weight_a) * a + np.float32(weight_b) * b

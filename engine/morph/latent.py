"""Mixing two latents."""

from __future__ import annotations

import numpy as np

from engine.morph.alpha import Weights
from engine.spec import FloatArray

PARALLEL = 1e-3
"""Below this angle in radians slerp is lerp, without the division by its sine."""
MAX_TONING = 2.0
"""How many times larger or smaller a spread may become (docs/experiments/middles.md)."""
QUIET = 1e-3
"""A spread that is as good as none."""


def lerp(a: FloatArray, b: FloatArray, alpha: Weights) -> FloatArray:
    """Mix linearly: 0 is ``a``, 1 is ``b``, beyond them the line goes on.

    Parameters
    ----------
    a, b : float32 array, same shape
    alpha : float, or float32 array that broadcasts against them
    """
    weight = np.asarray(alpha, np.float32)
    return (1 - weight) * a + weight * b


def slerp(a: FloatArray, b: FloatArray, alpha: Weights) -> FloatArray:
    """Mix along the arc between two latents, the length going linearly.

    A straight line between two far latents passes nearer to the origin than either, where a
    Gaussian prior has little mass and decoders go dull; the arc keeps the length. Beyond the ends
    the way goes straight on: the arc would turn away from the very clip it should exaggerate.

    Parameters
    ----------
    a, b : float32 array, same shape
        Taken as one long vector each.
    alpha : float, or float32 array that broadcasts against them
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
    share = np.asarray(alpha, np.float64)
    on_arc = np.clip(share, 0, 1)
    beyond = share - on_arc
    weight_a, weight_b = _arc_weights(on_arc, angle, length_a, length_b)
    slope = 1e-4  # of the weights where the arc ends, by a difference
    inside = on_arc + np.where(beyond < 0, slope, -slope)
    near_a, near_b = _arc_weights(inside, angle, length_a, length_b)
    weight_a = weight_a + beyond * (near_a - weight_a) / (inside - on_arc)
    weight_b = weight_b + beyond * (near_b - weight_b) / (inside - on_arc)
    mixed: FloatArray = weight_a.astype(np.float32) * a + weight_b.astype(np.float32) * b
    return mixed


def _arc_weights(
    share: np.ndarray, angle: float, length_a: float, length_b: float
) -> tuple[np.ndarray, np.ndarray]:
    length = (1 - share) * length_a + share * length_b
    weight_a = np.sin((1 - share) * angle) / np.sin(angle) * length / length_a
    weight_b = np.sin(share * angle) / np.sin(angle) * length / length_b
    return weight_a, weight_b


def toned(
    x: FloatArray,
    other: FloatArray,
    weights: FloatArray | None = None,
    weights_of_other: FloatArray | None = None,
) -> FloatArray:
    """Give ``x`` the mean and the spread over time that ``other`` has; what happens when stays.

    Parameters
    ----------
    x, other : float32 array, shape (…, n_columns)
        The last axis is time. Itself as ``other`` changes nothing.
    weights, weights_of_other : float32 array, shape (n_columns,), optional
        How much each column counts, in [0, 1]; all alike if absent. Silence has no sound to give
        or to lose.

    Returns
    -------
    float32 array, shape of x
        ``x`` itself if no column of either counts.
        No spread becomes more than `MAX_TONING` times what it was, or less than its inverse: what
        is all but silent in one clip would else be noise in the other's loudness.

    References
    ----------
    Huang & Belongie 2017, "Arbitrary Style Transfer in Real-time with Adaptive Instance
    Normalization", arXiv:1703.06868; here the statistics are those over time.
    """
    own, wanted = _level_and_spread(x, weights), _level_and_spread(other, weights_of_other)
    if own is None or wanted is None:
        return x
    gain = np.clip((wanted[1] + QUIET) / (own[1] + QUIET), 1 / MAX_TONING, MAX_TONING)
    return np.asarray((x - own[0]) * gain + wanted[0], np.float32)


def _level_and_spread(
    x: FloatArray, weights: FloatArray | None
) -> tuple[FloatArray, FloatArray] | None:
    """Mean and standard deviation over time, shape (…, 1); None where nothing counts."""
    if weights is None:
        return x.mean(axis=-1, keepdims=True), x.std(axis=-1, keepdims=True)
    total = float(weights.sum())
    if total < 1e-3:
        return None
    share = (weights / total)[:, None]
    level = x @ share
    return level, np.sqrt((x - level) ** 2 @ share)


def soft_limit(latent: FloatArray, limit: float) -> FloatArray:
    """Bend values that are larger than ``limit`` back towards it; smaller ones stay as they are.

    No value becomes larger than twice the limit, and none changes its order.
    """
    size = np.abs(latent)
    over = np.maximum(size - limit, 0)
    bent = np.minimum(size, limit) + limit * over / (over + limit)
    return np.copysign(bent, latent).astype(np.float32)

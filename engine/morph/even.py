"""Even steps: equal moves of the slider become equal steps of what changes in the mel."""

from __future__ import annotations

import bisect
from collections.abc import Callable

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.morph.alpha import Weights, between_clips
from engine.spec import FloatArray

MAX_GAP = 1 / 16
"""The search stops when no step between two known alphas is a larger share of the way."""
MIN_STEP = 1 / 256
"""Alphas nearer than this are one: a way that jumps would be halved for ever."""

MelAt = Callable[[float], FloatArray]
"""Mel, shape (n_mels, n_frames), at alpha."""


class EvenSteps:
    """Finds the alpha that lies a given share of the way from A to B.

    The share of a mel is d(A) / (d(A) + d(B)), d being the mean absolute distance in [0, 1], that
    is in dB. Known alphas are halved where the share jumps most, until all steps are small; in
    between it is taken as straight. What was found is kept, also when the search is interrupted.

    Parameters
    ----------
    a, b : float32 array, shape (n_mels, n_frames), in [0, 1]
        The clips' mels.
    mel_at : callable
        Mel of the morph at an alpha in (0, 1).

    References
    ----------
    Niu, Zhang & Martin 2024, "SoundMorpher", arXiv:2410.02144: perceptually uniform steps by
    bisection.
    """

    def __init__(self, a: FloatArray, b: FloatArray, mel_at: MelAt) -> None:
        self._a, self._b, self._mel_at = a, b, mel_at
        self._known: list[tuple[float, float]] = [(0.0, 0.0), (1.0, 1.0)]  # alpha, share
        self._is_done = bool(np.array_equal(a, b))

    def search(self, should_cancel: ShouldCancel = never) -> None:
        """Look until all steps are small; at once when that is done already.

        Raises
        ------
        RenderCancelled
        """
        while not self._is_done:
            check(should_cancel)
            alphas, shares = np.array(self._known).T
            gaps = np.diff(np.maximum.accumulate(shares)) * (np.diff(alphas) > MIN_STEP)
            widest = int(gaps.argmax())
            if gaps[widest] <= MAX_GAP:
                self._is_done = True
                return
            alpha = float(alphas[widest] + alphas[widest + 1]) / 2
            mel = self._mel_at(alpha)
            to_a, to_b = (float(np.abs(mel - end).mean()) for end in (self._a, self._b))
            bisect.insort(self._known, (alpha, to_a / max(to_a + to_b, 1e-12)))

    def alpha(self, share: Weights) -> Weights:
        """Return the alpha at a share of the way; beyond the clips they are the same."""
        alphas, shares = np.array(self._known).T
        shares = np.maximum.accumulate(shares) + np.arange(len(shares)) * 1e-9
        inside = between_clips(share)
        found = np.interp(inside, shares, alphas) + (share - inside)
        return float(found) if isinstance(share, float | int) else found.astype(np.float32)

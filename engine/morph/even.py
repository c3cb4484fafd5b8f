"""Even steps: equal moves of the slider become equal steps of what changes in the mel."""

from __future__ import annotations

import bisect
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

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
    is in dB; where the ends of the way are not the clips themselves, 0 and 1 are theirs all the
    same. Known alphas are halved where the share jumps most, until all steps are small; in
    between it is taken as straight. What was found is kept, also when the search is interrupted.

    Parameters
    ----------
    a, b : float32 array, shape (n_mels, n_frames), in [0, 1]
        The clips' mels.

    References
    ----------
    Niu, Zhang & Martin 2024, "SoundMorpher", arXiv:2410.02144: perceptually uniform steps by
    bisection.
    """

    def __init__(self, a: FloatArray, b: FloatArray) -> None:
        self._a, self._b = a, b
        self._known: list[tuple[float, float]] = []  # alpha, share
        self._is_done = bool(np.array_equal(a, b))

    def search(self, mel_at: MelAt, should_cancel: ShouldCancel = never) -> None:
        """Look until all steps are small; at once when that is done already.

        Parameters
        ----------
        mel_at : callable
            Mel of the morph at an alpha in [0, 1].
        should_cancel : callable

        Raises
        ------
        RenderCancelled
        """
        while not self._is_done:
            check(should_cancel)
            if len(self._known) < 2:
                self._look(mel_at, float(len(self._known)))
                continue
            alphas, shares = self._even_known()
            gaps = np.diff(shares) * (np.diff(alphas) > MIN_STEP)
            widest = int(gaps.argmax())
            if gaps[widest] <= MAX_GAP:
                self._is_done = True
                return
            self._look(mel_at, float(alphas[widest] + alphas[widest + 1]) / 2)

    def _look(self, mel_at: MelAt, alpha: float) -> None:
        mel = mel_at(alpha)
        to_a, to_b = (float(np.abs(mel - end).mean()) for end in (self._a, self._b))
        bisect.insort(self._known, (alpha, to_a / max(to_a + to_b, 1e-12)))

    def _even_known(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Known alphas and their shares of the way, from 0 to 1 and never going back."""
        alphas, shares = np.array(self._known or [(0.0, 0.0), (1.0, 1.0)]).T
        shares = np.maximum.accumulate(shares)
        whole = max(float(shares[-1] - shares[0]), 1e-9)
        return alphas, (shares - shares[0]) / whole

    def alpha(self, share: Weights) -> Weights:
        """Return the alpha at a share of the way; beyond the clips they are the same."""
        alphas, shares = self._even_known()
        shares = shares + np.arange(len(shares)) * 1e-9
        inside = between_clips(share)
        found = np.asarray(np.interp(inside, shares, alphas) + (share - inside), np.float32)
        return float(found) if isinstance(share, float | int) else found

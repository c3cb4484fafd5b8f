"""A model's mels made heard without any help from the clips they came from."""

from __future__ import annotations

import numpy as np

from engine.mel.analysis import denormalise_mel
from engine.mel.griffin_lim import griffin_lim, random_phase
from engine.mel.inversion import mel_to_magnitude
from engine.spec import FloatArray, MelSpec


def mel_to_sound(
    mel_norm: FloatArray, spec: MelSpec, *, ref_db: float = 40.0, n_iter: int = 16, seed: int = 0
) -> FloatArray:
    """Make a mel heard with nothing but Griffin-Lim from random phase.

    Parameters
    ----------
    mel_norm : float32 array, shape (n_mels, n_frames), in [0, 1]
    spec : MelSpec
    ref_db : float
        Level of a cell of 1.
    n_iter, seed : int
        Iterations, and the seed of the random phase.

    Returns
    -------
    float32 array, shape (n_frames * hop_length,)
        Made softer if need be, so that the peak is at most 0.9.
    """
    mel_power = denormalise_mel(mel_norm, ref_db, spec=spec)
    magnitude = np.ascontiguousarray(mel_to_magnitude(mel_power, spec=spec).T)
    made = griffin_lim(
        magnitude,
        random_phase((magnitude.shape[0], magnitude.shape[1]), seed),
        spec=spec,
        n_iter=n_iter,
    )
    peak = float(np.abs(made.samples).max())
    softened: FloatArray = made.samples * np.float32(0.9 / max(peak, 0.9))
    return softened

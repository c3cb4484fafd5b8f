"""The grids of a morph: the mel's columns, and the finer or coarser ones of its synthesis.

How many windows overlap decides how well Griffin-Lim works; how many columns a second the model
sees is the model's own business. A fine mel (hop 256 at n_fft 4096) is thinned out for the
synthesis; a coarse one (hop 1024) is filled up from the clips.
"""

from __future__ import annotations

import math

import numpy as np

from engine.mel.analysis import AMIN
from engine.spec import FloatArray, MelSpec

PREVIEW_OVERLAP, FINAL_OVERLAP = 4, 8
"""Windows over each sample in the preview and in the final sound."""


def final_hop(spec: MelSpec) -> int:
    """Hop of the final sound, in samples: n_fft / 8, or the next smaller that fits the mel's."""
    return next(
        hop
        for hop in range(max(1, spec.n_fft // FINAL_OVERLAP), 0, -1)
        if spec.n_fft % hop == 0 and (hop % spec.hop_length == 0 or spec.hop_length % hop == 0)
    )


def preview_hop(spec: MelSpec) -> int:
    """Hop of the preview, in samples: n_fft / 4, or the next smaller that fits the final one."""
    final = final_hop(spec)
    steps = max(1, spec.n_fft // PREVIEW_OVERLAP // final)
    return next(n * final for n in range(steps, 0, -1) if spec.n_fft % (n * final) == 0)


def analysis_hop(spec: MelSpec) -> int:
    """Hop of the clips' spectra, in samples: the finer of the mel's and the final sound's."""
    return min(spec.hop_length, final_hop(spec))


def grain(spec: MelSpec) -> int:
    """Samples that a length must be a multiple of, so that every grid ends where it does."""
    return math.lcm(spec.hop_length, preview_hop(spec))


def fill_up(mel_power: FloatArray, heard: FloatArray) -> FloatArray:
    """Put columns between those of a coarse mel, moving as the clips do between them.

    How much louder or softer the mel is than the clips' mix is known at its columns; between them
    that difference goes on a straight line in dB. So a mel that is the mix itself gives the mix,
    an attack stays as short as in the clip, and no column is louder or softer than all of its
    neighbours and the clips.

    Parameters
    ----------
    mel_power : float32 array, shape (n_mels, n_frames), >= 0
        The wanted mel.
    heard : float32 array, shape (n_mels, factor * n_frames), >= 0
        Mel power of the clips' mix; every ``factor``-th column lies at one of ``mel_power``'s.

    Returns
    -------
    float32 array, shape (n_mels, factor * n_frames)
    """
    n_mels, n_frames = mel_power.shape
    factor = heard.shape[1] // n_frames
    here = mel_power[:, :, None]
    after = np.concatenate([mel_power[:, 1:], mel_power[:, -1:]], axis=1)[:, :, None]
    between = heard.reshape(n_mels, n_frames, factor)
    change = np.log(np.maximum(mel_power, AMIN) / np.maximum(heard[:, ::factor], AMIN))
    change_after = np.concatenate([change[:, 1:], change[:, -1:]], axis=1)
    share = np.arange(factor, dtype=np.float32) / np.float32(factor)
    moved = between * np.exp(
        (1 - share) * change[:, :, None] + share * change_after[:, :, None], dtype=np.float32
    )
    low = np.minimum(np.minimum(here, after), between)
    high = np.maximum(np.maximum(here, after), between)
    filled: FloatArray = np.clip(moved, low, high)
    filled[:, :, 0] = mel_power
    return filled.reshape(n_mels, -1)

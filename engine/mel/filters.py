"""The mel filter bank: librosa's, kept as a file so that starting up need not import librosa.

Importing ``librosa.filters`` takes over a second (it brings numba). The banks of the report's and
the experiments' parameters lie in ``assets/mel``, written by `python -m engine.mel.filters`; others
are made by librosa when a model asks for them. A test compares the file with librosa.
"""

from __future__ import annotations

import zipfile
from functools import lru_cache
from pathlib import Path

import numpy as np
import scipy.sparse

from engine.spec import MelSpec

BUNDLED = (MelSpec(), MelSpec(n_mels=128))
"""The report's mel, and that of the experiments; the hop does not matter here."""
FOLDER = Path(__file__).resolve().parents[2] / "assets" / "mel"


@lru_cache(maxsize=8)
def mel_filters(spec: MelSpec) -> scipy.sparse.csr_array:
    """Return the mel filter bank, sparse, shape (n_mels, n_bins): 0.4 % of it is not zero."""
    path = bank_path(spec)
    try:
        return scipy.sparse.csr_array(scipy.sparse.load_npz(path))
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):  # not there, or damaged
        return make_bank(spec)


def make_bank(spec: MelSpec) -> scipy.sparse.csr_array:
    """Make the bank with librosa: Slaney's mel scale, filters of equal area."""
    import librosa.filters  # slow; see the module's text

    bank = librosa.filters.mel(
        sr=spec.sample_rate, n_fft=spec.n_fft, n_mels=spec.n_mels, fmin=spec.fmin, fmax=spec.fmax
    )
    return scipy.sparse.csr_array(bank.astype(np.float32))


def bank_path(spec: MelSpec) -> Path:
    """Return where the bank of a spec would lie."""
    span = f"{spec.fmin:g}-{spec.fmax:g}"
    return FOLDER / f"{spec.sample_rate}-{spec.n_fft}-{spec.n_mels}-{span}.npz"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for spec in BUNDLED:
        scipy.sparse.save_npz(bank_path(spec), make_bank(spec))

"""Measures of the way from one mel to another.

Every mel is in [0, 1], shape (n_mels, n_frames); a path is nine of them, evenly spaced in alpha.
Where the source of a measure uses a downloaded network (CDPAM, CLAP) as its distance, ours is the
mean absolute difference of mels.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

import numpy as np
import scipy.fft
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from engine.spec import FloatArray
from training.metrics import Float64Array, path_ratio, seam_ratio, sharpness

ALPHAS = np.linspace(0, 1, 9)
TIMBRE = ("centroid", "spread", "flatness", "crest_db", "onset_db", "level_db")
"""What `timbre` measures; the centroid and spread are in shares of the mel scale."""
STYLE_BANDS = 32

Path = Callable[[float], FloatArray]
"""Where a method is at alpha."""


def mel_blend(a: FloatArray, b: FloatArray, alpha: float) -> FloatArray:
    """The average of two pictures: the straight line between two mels."""
    return np.float32(1 - alpha) * a + np.float32(alpha) * b


def power_mix(
    a: FloatArray, b: FloatArray, alpha: float = 0.5, *, top_db: float = 80.0
) -> FloatArray:
    """The two songs played together, their powers weighed by alpha; the loudest cell becomes 1."""
    return _mix(a, b, 1 - alpha, alpha, top_db)


def crossfade(a: FloatArray, b: FloatArray, alpha: float, *, top_db: float = 80.0) -> FloatArray:
    """What a crossfade of equal power sounds like: gains along a quarter of a circle."""
    gain_a, gain_b = np.cos(alpha * np.pi / 2) ** 2, np.sin(alpha * np.pi / 2) ** 2
    return _mix(a, b, float(gain_a), float(gain_b), top_db)


def _mix(a: FloatArray, b: FloatArray, of_a: float, of_b: float, top_db: float) -> FloatArray:
    power = np.float32(of_a) * _power(a, top_db) + np.float32(of_b) * _power(b, top_db)
    mel = np.log10(np.maximum(power, np.float32(1e-12))) * np.float32(10 / top_db) + 1
    mixed: FloatArray = np.clip(mel + (1 - mel.max()), 0, 1).astype(np.float32)
    return mixed


def _power(mel: FloatArray, top_db: float) -> FloatArray:
    """Power of cells, the loudest there can be having 1."""
    # An exponential of float32 is several times as quick as a power of ten.
    power: FloatArray = np.exp((mel.astype(np.float32) - 1) * np.float32(top_db * np.log(10) / 10))
    return power


def distance(x: FloatArray, y: FloatArray) -> float:
    """Mean absolute difference."""
    return float(np.abs(x - y).mean())


def mfcc(mel: FloatArray, *, n_mfcc: int = 20, top_db: float = 80.0) -> FloatArray:
    """Cosine coefficients of every frame's levels in dB, shape (n_mfcc, n_frames)."""
    coefficients: FloatArray = scipy.fft.dct((mel - 1) * top_db, axis=0, norm="ortho")[:n_mfcc]
    return coefficients


def correspondence(middle: FloatArray, a: FloatArray, b: FloatArray) -> float:
    """How far the middle is from equally like both: 0 is equally, 0.5 is one of them.

    SoundMorpher's, on the Euclidean distance of MFCC frames. A random mel gets a good mark here:
    never judge by it alone.
    """
    middle_mfcc = mfcc(middle)
    to_a, to_b = (float(np.linalg.norm(middle_mfcc - mfcc(mel), axis=0).mean()) for mel in (a, b))
    return abs(to_a / (to_a + to_b) - 0.5) if to_a + to_b else 0.0


def sobolev(path: Sequence[FloatArray]) -> float:
    """Distance of a path and its slope from the straight line between its ends.

    Root mean square over cells and along the path, in units of the ends' distance; 0 is straight.
    """
    start, whole = path[0], path[-1] - path[0]
    n_steps = len(path) - 1
    off = [mel - start - np.float32(k / n_steps) * whole for k, mel in enumerate(path)]
    bent = [_mean_square(x) for x in off]
    slopes = [_mean_square(y - x) * n_steps**2 for x, y in itertools.pairwise(off)]
    scale = np.sqrt(_mean_square(whole))
    return float((np.sqrt(np.mean(bent)) + np.sqrt(np.mean(slopes))) / scale) if scale else 0.0


def _mean_square(x: FloatArray) -> float:
    return float(np.vdot(x, x)) / x.size


def path_length(path: Path, alpha: float, *, epsilon: float = 1e-3) -> float:
    """Mean squared change of a cell for a step ``epsilon`` at ``alpha``, over ``epsilon`` squared.

    StyleGAN's perceptual path length with the mel itself in place of a network's eyes; its mean
    over random alphas is reported.
    """
    step = path(alpha + epsilon) - path(alpha)
    return float(np.mean(np.square(step, dtype=np.float64))) / epsilon**2


def level_db(mel: FloatArray, *, top_db: float = 80.0) -> float:
    """Mean power of a frame in dB relative to the loudest cell."""
    return 10 * float(np.log10(_power(mel, top_db).sum(axis=0).mean(dtype=np.float64)))


def timbre(mel: FloatArray, *, top_db: float = 80.0) -> Float64Array:
    """Six features of a mel's sound, means over frames, in the order of `TIMBRE`."""
    mel_db = (mel.astype(np.float32) - 1) * np.float32(top_db)
    power = _power(mel, top_db)
    total = power.sum(axis=0)
    bands = np.arange(mel.shape[0]) / mel.shape[0]
    centroid = (bands @ power) / total
    spread = np.sqrt(np.maximum((bands**2 @ power) / total - centroid**2, 0))
    mean_db = 10 * np.log10(power.mean(axis=0))
    onset = np.maximum(np.diff(mel_db, axis=1), 0).mean()
    flatness = mel_db.mean(axis=0) - mean_db
    crest = mel_db.max(axis=0) - mean_db
    features = [centroid.mean(), spread.mean(), (10 ** (flatness / 10)).mean(), crest.mean()]
    return np.array([*features, onset, level_db(mel, top_db=top_db)])


def timbre_figures(path: Sequence[FloatArray], scale: Float64Array) -> dict[str, float]:
    """How straight and how smooth the features of `timbre` go along a path.

    Parameters
    ----------
    path : sequence of mels
    scale : float64 array, shape (n_features,)
        Standard deviation of each feature over real music.

    Returns
    -------
    dict
        ``timbre_linearity``: root mean square distance from the line between the ends;
        ``timbre_smoothness``: root mean square second derivative; means over features, 0 is best.
    """
    values = np.stack([timbre(mel) for mel in path]) / np.maximum(scale, 1e-9)
    steps = np.linspace(0, 1, len(values))[:, None]
    off = values - ((1 - steps) * values[0] + steps * values[-1])
    bend = np.diff(values, n=2, axis=0) * (len(values) - 1) ** 2
    return {
        "timbre_linearity": float(np.sqrt(np.mean(off**2, axis=0)).mean()),
        "timbre_smoothness": float(np.sqrt(np.mean(bend**2, axis=0)).mean()),
    }


def latent_consistency(latent: FloatArray) -> float:
    """Share of a latent's variance over time in its two first principal components.

    Mix2Morph's, on this model's latent in place of a codec's.

    Parameters
    ----------
    latent : float32 array, shape (…, n_columns)
        The last axis is time.
    """
    frames = latent.reshape(-1, latent.shape[-1]).astype(np.float64)
    spread = np.linalg.svd(frames - frames.mean(axis=1, keepdims=True), compute_uv=False) ** 2
    return float(spread[:2].sum() / spread.sum()) if spread.sum() else 1.0


def path_figures(path: Sequence[FloatArray], a: FloatArray, b: FloatArray) -> dict[str, float]:
    """Every measure of a path that needs nothing but mels.

    Parameters
    ----------
    path : sequence of mels
        Evenly spaced in alpha, an odd number of them.
    a, b : mel
        The parents.

    Returns
    -------
    dict
        Explained in `training.page.MEASURES`.
    """
    alphas = np.linspace(0, 1, len(path))
    steps = np.array([distance(x, y) for x, y in itertools.pairwise(path)])
    travelled = np.array([float(np.linalg.norm(mel - path[0])) for mel in path])
    to_a, to_b = (np.array([distance(mel, end) for mel in path]) for end in (a, b))
    share = to_a / np.maximum(to_a + to_b, 1e-12)
    middle = path[len(path) // 2]
    levels = np.array([level_db(mel) for mel in path])
    mean_step = max(float(steps.mean()), 1e-12)
    is_still = travelled.std() < 1e-9
    return {
        "path_ratio": path_ratio(list(path)),
        "pearson": 0.0 if is_still else float(np.corrcoef(alphas, travelled)[0, 1]),
        "spdp_error": float(np.abs(share - alphas).max()),
        "total_path": float(steps.sum()),
        "step_mean": float(steps.mean()),
        "step_std": float(steps.std()),
        "step_spread": float(steps.std()) / mean_step,
        "largest_step": float(steps.max()) / mean_step,
        "end_error": (float(to_a[0]) + float(to_b[-1])) / 2,
        "correspondence": correspondence(middle, a, b),
        "sobolev": sobolev(path),
        "sharpness": sharpness(middle, a, b),
        "blend_distance": distance(middle, mel_blend(a, b, 0.5)),
        "loudness_error_db": float(
            np.abs(levels - np.interp(alphas, [0, 1], [level_db(a), level_db(b)])).max()
        ),
        "seam_ratio": seam_ratio(middle),
    }


class StyleJudge:
    """A small classifier of styles, to see whether a way between two styles passes between them.

    Logistic regression on the mean and the spread of every band over time, bands joined to 32.

    Parameters
    ----------
    mels : sequence of mels
        Music to learn from.
    styles, tracks : sequence of str
        Of each mel; one track in five is kept back, whole, to measure the classifier, unless
        fewer than two styles would be left.

    Attributes
    ----------
    accuracy : float or None
        On the tracks kept back, if any were.

    Raises
    ------
    ValueError
        If all music is of one style.
    """

    def __init__(
        self, mels: Sequence[FloatArray], styles: Sequence[str], tracks: Sequence[str]
    ) -> None:
        features = np.stack([band_features(mel) for mel in mels])
        labels = np.array(styles)
        if len(set(styles)) < 2:
            raise ValueError("a classifier of styles needs music of two styles or more")
        names = sorted(set(tracks))
        kept_back = np.isin(tracks, names[::5])
        if len(set(labels[~kept_back])) < 2:
            kept_back[:] = False
        self.model: Pipeline = make_pipeline(
            StandardScaler(), LogisticRegression(C=0.1, max_iter=2000, class_weight="balanced")
        )
        self.model.fit(features[~kept_back], labels[~kept_back])
        self.accuracy: float | None = None
        if kept_back.any():
            self.accuracy = float(self.model.score(features[kept_back], labels[kept_back]))
        self.styles: list[str] = [str(name) for name in self.model.classes_]
        self.n_fit = int((~kept_back).sum())

    def score(self, mels: Sequence[FloatArray], styles: Sequence[str]) -> float:
        """Share of mels whose style is recognised."""
        features = np.stack([band_features(mel) for mel in mels])
        return float(self.model.score(features, np.array(styles)))

    def probabilities(self, mels: Sequence[FloatArray]) -> Float64Array:
        """Probability of every style, shape (n_mels, n_styles)."""
        found: Float64Array = self.model.predict_proba(
            np.stack([band_features(mel) for mel in mels])
        )
        return found

    def betweenness_error(self, path: Sequence[FloatArray], a: FloatArray, b: FloatArray) -> float:
        """Mean distance (L1) of the styles on a path from the line between the parents' styles.

        0 is on the line all the way, 2 the farthest there is.
        """
        of_a, of_b = self.probabilities([a, b])
        alphas = np.linspace(0, 1, len(path))[:, None]
        line = (1 - alphas) * of_a + alphas * of_b
        return float(np.abs(self.probabilities(path) - line).sum(axis=1).mean())


def band_features(mel: FloatArray) -> FloatArray:
    """Mean and standard deviation over time of the mel's bands, joined to 32, shape (64,)."""
    bands = np.stack([part.mean(axis=0) for part in np.array_split(mel, STYLE_BANDS)])
    return np.concatenate([bands.mean(axis=1), bands.std(axis=1)])

"""Where the beats of a piece of music are, and how sure that is."""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np
import numpy.typing as npt
import soxr
from scipy import signal, stats

from engine.librosa_import import import_librosa
from engine.spec import FloatArray

TimesArray = npt.NDArray[np.float64]

_SAMPLE_RATE: Final = 22050
_N_FFT: Final = 2048
_HOP_LENGTH: Final = 256
_FRAMES_PER_MINUTE: Final = 60 * _SAMPLE_RATE / _HOP_LENGTH
_BPM_RANGE: Final = (50.0, 220.0)
_N_CANDIDATES: Final = 300
_USUAL_BPM: Final = 130.0
_USUAL_OCTAVES: Final = 1.4
"""Tempos this many octaves away are 0.6 times as likely; twice a tempo is often as good as it."""
_FMAX_HZ: Final = 8000.0
_BASS_HZ: Final = 160.0
"""Bass and bass drum: they mark the bar more often than the rest."""
_BASS_LAG: Final = 4
"""Frames in which the bass rises: half a window."""
_MIN_DURATION_S: Final = 2.0
_MIN_BEATS: Final = 4
_MIN_ONSET_DB: Final = 0.8
"""With weaker onsets a sound is a drone; what its spectrum does then is beating, not a beat."""
_DELAY_S: Final = 0.02
"""How late the onset strength peaks after a click; test_tempo.py measures it."""
_BEATS_SMOOTHED: Final = 9
BEATS_PER_BAR: Final = 4


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Tempo:
    """The beats found in some samples.

    Parameters
    ----------
    bpm : float
        Beats a minute; 0 when no beat was found.
    beats_s : float64 array, shape (n_beats,), rising, read-only
        When the beats are, in seconds from the first sample.
    downbeat_s : float
        The first beat that begins a bar of four. A guess: the beat of four with the strongest
        onsets and the strongest bass on average.
    strength : float
        0 (no beat) to 1 (a click track): how much of the onsets' energy returns after a beat,
        two or four. White noise gives about 0.05.
    downbeat_strength : float
        0 to 1: how much stronger that beat of the bar is than the next strongest.
    """

    bpm: float
    beats_s: TimesArray
    downbeat_s: float
    strength: float
    downbeat_strength: float

    @property
    def is_found(self) -> bool:
        """Whether there are beats at all; `strength` says how sure they are."""
        return len(self.beats_s) > 0

    @property
    def downbeats_s(self) -> TimesArray:
        """Every fourth beat from ``downbeat_s`` on."""
        first = int(np.searchsorted(self.beats_s, self.downbeat_s))
        return self.beats_s[first::BEATS_PER_BAR]


_NO_TIMES: Final[TimesArray] = np.zeros(0)
_NO_TIMES.setflags(write=False)
NO_BEAT: Final = Tempo(0.0, _NO_TIMES, 0.0, 0.0, 0.0)


def find_tempo(samples: FloatArray, sample_rate: int) -> Tempo:
    """Find the beats of samples.

    Slow the first time in a process: librosa is imported and numba compiles parts of it. Takes
    about 40 MB a minute of sound.

    Parameters
    ----------
    samples : float32 array, shape (n_samples,), mono, finite
        At least 2 s; 10 to 30 s are best. The tempo should be one throughout.
    sample_rate : int
        In Hz.

    Returns
    -------
    Tempo
        With strength 0 and no beats for silence, for a drone, or when the sound is too short.

    References
    ----------
    Ellis 2007, "Beat Tracking by Dynamic Programming", as in librosa.beat.beat_track; the tempo it
    starts from comes from an autocorrelation comb. The beat's length is the Theil-Sen slope
    through the beats.
    """
    if len(samples) < _MIN_DURATION_S * sample_rate or not np.any(samples):
        return NO_BEAT
    samples = np.asarray(soxr.resample(samples, sample_rate, _SAMPLE_RATE), np.float32)
    onsets, bass_onsets = _onset_strengths(samples)
    n_start = _N_FFT // _HOP_LENGTH  # the sound's own beginning is no onset of the music
    if onsets[n_start:].max(initial=0) < _MIN_ONSET_DB:
        return NO_BEAT
    correlation = _autocorrelation(onsets)
    frames = _track_beats(onsets, _likely_bpm(correlation))
    if len(frames) < _MIN_BEATS:
        return NO_BEAT
    frames_per_beat = float(stats.theilslopes(frames)[0])
    strength = max(_returns(correlation, frames_per_beat, (1, 2, 4)), default=0.0)
    phase, downbeat_strength = _find_downbeat(frames, onsets, bass_onsets)
    n_smoothed = min(_BEATS_SMOOTHED, len(frames) - 1 + len(frames) % 2)  # odd
    beats_s = signal.savgol_filter(frames * (_HOP_LENGTH / _SAMPLE_RATE), n_smoothed, 1) - _DELAY_S
    beats_s = np.maximum(beats_s, 0)
    beats_s.setflags(write=False)
    bpm = _FRAMES_PER_MINUTE / frames_per_beat
    strength = float(np.clip(strength, 0, 1))
    return Tempo(bpm, beats_s, float(beats_s[phase]), strength, downbeat_strength)


def _onset_strengths(samples: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return how much louder each frame is than before: in dB over all bands; in level, the bass.

    A bass drum after silence is no more dB than any other sound; its level tells it apart.
    """
    librosa = import_librosa()

    mel_power = librosa.feature.melspectrogram(
        y=samples, sr=_SAMPLE_RATE, n_fft=_N_FFT, hop_length=_HOP_LENGTH, fmax=_FMAX_HZ
    )
    onsets = librosa.onset.onset_strength(
        S=librosa.power_to_db(mel_power, ref=np.max), sr=_SAMPLE_RATE, hop_length=_HOP_LENGTH
    )
    centres_hz = librosa.mel_frequencies(len(mel_power) + 2, fmax=_FMAX_HZ)[1:-1]
    bass = np.sqrt(mel_power[centres_hz <= _BASS_HZ].sum(axis=0))
    bass_onsets = np.maximum(bass[_BASS_LAG:] - bass[:-_BASS_LAG], 0)
    return onsets, np.pad(bass_onsets, (_BASS_LAG, 0))


def _autocorrelation(onsets: FloatArray) -> TimesArray:
    """Return how much of the onsets returns after each number of frames, 1 for none."""
    n_local = _SAMPLE_RATE // _HOP_LENGTH
    flat = onsets - np.convolve(onsets, np.ones(n_local) / n_local, "same")
    spectrum = np.fft.rfft(flat, 2 * len(flat))
    correlation = np.fft.irfft(np.abs(spectrum) ** 2)[: len(flat)]
    correlation /= correlation[0]
    correlation *= len(flat) / np.arange(len(flat), 0, -1)  # a longer lag has fewer products
    return np.asarray(correlation, np.float64)


def _returns(
    correlation: TimesArray, frames_per_beat: float, n_beats: tuple[int, ...]
) -> list[float]:
    """Return the autocorrelation after each number of beats that the sound is long enough for."""
    lags = [(round(n * frames_per_beat), max(1, n // 2)) for n in n_beats]
    n_known = 0.6 * len(correlation)
    return [float(correlation[k - reach : k + reach + 1].max()) for k, reach in lags if k < n_known]


def _likely_bpm(correlation: TimesArray) -> float:
    """Return the tempo whose beat, pair of beats, bar and pair of bars all return.

    librosa's own estimate looks at the beat alone and takes three quarters of a bar for a beat
    more often.
    """
    candidates = np.geomspace(*_BPM_RANGE, _N_CANDIDATES)
    returns = [_returns(correlation, _FRAMES_PER_MINUTE / bpm, (1, 2, 4, 8)) for bpm in candidates]
    combs = np.array([np.mean(each) if each else 0.0 for each in returns])
    usual = np.exp(-0.5 * (np.log2(candidates / _USUAL_BPM) / _USUAL_OCTAVES) ** 2)
    return float(candidates[(combs * usual).argmax()])


def _track_beats(onsets: FloatArray, bpm: float) -> TimesArray:
    """Return the beats' frames."""
    librosa = import_librosa()

    _, frames = librosa.beat.beat_track(
        onset_envelope=onsets, sr=_SAMPLE_RATE, hop_length=_HOP_LENGTH, bpm=bpm, trim=True
    )
    return np.asarray(frames, np.float64)


def _find_downbeat(
    frames: TimesArray, onsets: FloatArray, bass_onsets: FloatArray
) -> tuple[int, float]:
    """Return which of the first four beats begins a bar, and how much it stands out."""
    reach = 3  # frames around a beat, ±35 ms
    accents = np.zeros(len(frames))
    for strengths in (onsets, bass_onsets):
        near = np.array(
            [strengths[max(0, int(f) - reach) : int(f) + reach + 1].max() for f in frames]
        )
        accents += near / max(float(near.mean()), 1e-6)
    by_phase = np.array([accents[phase::BEATS_PER_BAR].mean() for phase in range(BEATS_PER_BAR)])
    second, first = np.sort(by_phase)[-2:]
    return int(by_phase.argmax()), float(np.clip((first - second) / max(first, 1e-6), 0, 1))

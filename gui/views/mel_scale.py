"""From a mel's rows to Hz and notes, and to the words of axes and read-outs. No Qt."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.spec import MelSpec

HZ_PER_MEL = 200 / 3
KNEE_HZ, KNEE_MEL = 1000.0, 15.0
LOG_STEP = math.log(6.4) / 27
TICKS_HZ = (100, 250, 500, 1000, 2000, 4000, 8000, 16000)
C0_HZ, N_OCTAVES = 440 * 2 ** (-57 / 12), 11
NOTES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")


def hz_to_mel(hz: float) -> float:
    """Slaney's mel scale: straight below 1 kHz, logarithmic above."""
    if hz < KNEE_HZ:
        return hz / HZ_PER_MEL
    return KNEE_MEL + math.log(hz / KNEE_HZ) / LOG_STEP


def mel_to_hz(mel: float) -> float:
    """Inverse of `hz_to_mel`."""
    if mel < KNEE_MEL:
        return mel * HZ_PER_MEL
    return KNEE_HZ * math.exp((mel - KNEE_MEL) * LOG_STEP)


def _grid(spec: MelSpec) -> tuple[float, float]:
    low, high = hz_to_mel(spec.fmin), hz_to_mel(spec.fmax)
    return low, (high - low) / (spec.n_mels + 1)


def row_to_hz(row: float, spec: MelSpec) -> float:
    """Frequency at a height in the picture; band k fills k to k + 1, its centre is k + 0.5."""
    low, step = _grid(spec)
    return mel_to_hz(low + (row + 0.5) * step)


def hz_to_row(hz: float, spec: MelSpec) -> float:
    """Inverse of `row_to_hz`."""
    low, step = _grid(spec)
    return (hz_to_mel(hz) - low) / step - 0.5


def note_name(hz: float) -> str:
    """Return the nearest note of equal temperament, A4 = 440 Hz, middle C = C4; "" below C0."""
    if hz < 15.9:
        return ""
    number = round(69 + 12 * math.log2(hz / 440))
    return f"{NOTES[number % 12]}{number // 12 - 1}"


def hz_text(hz: float) -> str:
    """Return an axis label such as "500 Hz" or "16 kHz"."""
    return f"{hz / 1000:g} kHz" if hz >= 1000 else f"{hz:g} Hz"


def frequency_ticks(spec: MelSpec, *, has_notes: bool) -> list[tuple[float, str]]:
    """Return (Hz, label) of what an axis may name inside a mel, the lowest first."""
    if has_notes:
        every = [(C0_HZ * 2**octave, f"C{octave}") for octave in range(N_OCTAVES)]
    else:
        every = [(float(hz), hz_text(hz)) for hz in TICKS_HZ]
    return [(hz, text) for hz, text in every if max(spec.fmin, 1.0) <= hz <= spec.fmax]


def point_text(time_s: float, hz: float, level: str, *, digits: int = 2) -> str:
    """Return time, frequency, note and some level."""
    frequency = f"{hz / 1000:.2f} kHz" if hz >= 1000 else f"{hz:.0f} Hz"
    words = [f"{time_s:.{digits}f} s", f"{frequency} {note_name(hz)}".strip(), level]
    return " · ".join(words).replace("-", "−")


def level_text(level: float, spec: MelSpec) -> str:
    """Return a cell's level below the loudest one."""
    return f"{round((level - 1) * spec.top_db)} dB"

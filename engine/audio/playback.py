"""What plays: the GUI thread sets wishes, the audio callback fulfils them, and neither waits.

There is one writer and one reader in each direction. A wish is a new immutable `Wishes`, stored
with one assignment, which no thread can see half done; the callback answers in plain numbers.
"""

from __future__ import annotations

import dataclasses
import math
import threading
from collections import deque
from typing import Any, Final

import numpy as np
import soxr

from engine.audio.mixer import Mixer
from engine.audio.wishes import Bounds, Wishes
from engine.spec import FloatArray

MIN_LOOP_S: Final = 0.05
"""A shorter loop is a buzz, and has no room for its crossfades."""
_N_LEVELS: Final = 64


class PlaybackBuffer:
    """A sound that plays, and what the listener wants of it.

    Thread: GUI, all but `fill`.

    Parameters
    ----------
    sample_rate : int
        Of the sounds given, in Hz; positions and lengths count in it.
    """

    def __init__(self, sample_rate: int = 32768) -> None:
        self.sample_rate = sample_rate
        self.output_rate = sample_rate
        """The device's rate, in Hz; sounds are resampled to it when set."""
        self._given: FloatArray = np.zeros(0, np.float32)
        self._mixer = Mixer(sample_rate)
        self._wishes = Wishes(self._to_output(self._given, sample_rate))
        self._loop: Bounds | None = None
        self._n_callbacks = 0
        # A ring of (peak, mean square), written by the callback and copied with one list().
        self._levels = [(0.0, 0.0)] * _N_LEVELS
        self._n_metered = 0
        self._level = (0.0, 0.0)
        # NB: for the GUI thread and one that opens a device; the callback never takes it.
        self._lock = threading.Lock()
        # NB: freeing a sound takes time, so the callback must not be the last to hold one.
        self._retired: deque[FloatArray] = deque(maxlen=16)

    def set_output_rate(self, sample_rate: int) -> None:
        """Set the device's rate, in Hz; goes on from the same position, faded in.

        Thread: any, but only while no stream calls `fill`.
        """
        with self._lock:
            at = round(self.position * sample_rate / self.sample_rate)
            self.output_rate = sample_rate
            loop = self._loop_at_output()
            bounds = loop if self._wishes.is_looping else None
            mixer = Mixer(sample_rate, at, self._wishes.seek_number, bounds)
            mixer.ended_play = self._mixer.ended_play
            self._mixer = mixer
            sound = self._to_output(self._given, sample_rate)
            self._wishes = dataclasses.replace(self._wishes, sound=sound, loop=loop)

    def _wish(self, **changes: Any) -> None:
        with self._lock:
            self._wishes = dataclasses.replace(self._wishes, **changes)

    def set_sound(self, samples: FloatArray) -> None:
        """Go on from the same position with another sound, crossfaded.

        Parameters
        ----------
        samples : float32 array, shape (n_samples,)
            Not copied, so it must not be changed afterwards.
        """
        samples = np.ascontiguousarray(samples, np.float32)
        if samples.ndim != 1:
            raise ValueError(f"a sound has shape (n_samples,), not {samples.shape}")
        if not len(self._given):
            self.seek(0)
        rate = self.output_rate
        sound = self._to_output(samples, rate)
        with self._lock:
            self._retired.append(self._wishes.sound)
            self._given = samples
            if rate != self.output_rate:  # another device was opened meanwhile
                sound = self._to_output(samples, self.output_rate)
            self._wishes = dataclasses.replace(self._wishes, sound=sound)

    def _to_output(self, samples: FloatArray, output_rate: int) -> FloatArray:
        """Return samples the callback can trust: finite, at the device's rate, not too short."""
        if not np.isfinite(samples).all():
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        if len(samples) and output_rate != self.sample_rate:
            resampled = soxr.resample(samples, self.sample_rate, output_rate, quality="HQ")
            samples = np.ascontiguousarray(resampled, np.float32)
        missing = self._mixer.n_least - len(samples)
        return np.pad(samples, (0, missing)) if missing > 0 else samples

    def play(self) -> None:
        """Start or go on, faded in."""
        self._wish(is_play=True, play_number=self._wishes.play_number + 1)

    def pause(self) -> None:
        """Fade out and stay there."""
        self._wish(is_play=False)

    def stop(self) -> None:
        """Fade out and go back to the start, or to that of the loop."""
        self.pause()
        self.seek(self.first_position)

    def seek(self, position: int) -> None:
        """Go on from another position; beyond the end means the end."""
        target = max(0, round(position * self.output_rate / self.sample_rate))
        self._wish(seek_target=target, seek_number=self._wishes.seek_number + 1)

    @property
    def is_playing(self) -> bool:
        """Whether to play is the wish; False again after the end of a sound without loop."""
        wishes = self._wishes
        return wishes.is_play and wishes.play_number != self._mixer.ended_play

    @property
    def is_looping(self) -> bool:
        """Whether the start of the loop, or of the whole sound, follows its end."""
        return self._wishes.is_looping

    @is_looping.setter
    def is_looping(self, value: bool) -> None:
        if bool(value) != self.is_looping:
            self._wish(is_looping=bool(value))
            self._come_inside()

    @property
    def first_position(self) -> int:
        """Where it begins: with the loop, if one is on."""
        return self._loop[0] if self._loop and self.is_looping else 0

    @property
    def loop(self) -> Bounds | None:
        """What is looped, from and up to this sample; None for the whole sound."""
        return self._loop

    def set_loop(self, loop: Bounds | None) -> None:
        """Loop a part of the sound, or all of it.

        Outside the new loop nobody wants to be: it goes to its beginning. A later `seek` may lead
        out again; from before the loop it plays into it, from behind it on to the end of the sound
        and then into it. While nothing is looped, all this is only remembered.

        Parameters
        ----------
        loop : tuple of (int, int) or None
            First sample, and that after the last; at least 50 ms.

        Raises
        ------
        ValueError
            If the loop ends before it begins.
        """
        if loop is not None:
            begin, end = loop
            if not 0 <= begin <= end:
                raise ValueError(f"a loop from {begin} to {end}")
            loop = begin, max(end, begin + round(MIN_LOOP_S * self.sample_rate))
        if loop == self._loop:
            return
        with self._lock:
            self._loop = loop
            self._wishes = dataclasses.replace(self._wishes, loop=self._loop_at_output())
        self._come_inside()

    def _come_inside(self) -> None:
        # The callback does it too, but late while paused, and never after a seek.
        loop = self._loop
        if loop and self.is_looping and not loop[0] <= self.position < loop[1]:
            self.seek(loop[0])

    def _loop_at_output(self) -> Bounds | None:
        if self._loop is None:
            return None
        begin, end = (round(at * self.output_rate / self.sample_rate) for at in self._loop)
        return begin, end

    @property
    def gain(self) -> float:
        """Linear, 0 to 100; changes are ramped."""
        return self._wishes.gain

    @gain.setter
    def gain(self, value: float) -> None:
        if not 0.0 <= value <= 100.0:
            raise ValueError(f"gain {value} is not in [0, 100]")
        self._wish(gain=float(value))

    @property
    def position(self) -> int:
        """Next sample to be handed to the device, or where a seek still waiting will land."""
        wishes = self._wishes
        if wishes.seek_number == self._mixer.done_seek:
            return self.cursor
        return self._at_sound(self._mixer.landing(wishes.seek_target, wishes))

    @property
    def cursor(self) -> int:
        """Next sample to be handed to the device, whatever seek is waiting."""
        return self._at_sound(self._mixer.position)

    def _at_sound(self, position: int) -> int:
        at = round(position * self.sample_rate / self.output_rate)
        return min(at, max(0, len(self._given) - 1))

    @property
    def n_samples(self) -> int:
        """Length of the sound set last."""
        return len(self._given)

    @property
    def peak(self) -> float:
        """Highest absolute sample of the block last played."""
        return self._mixer.peak

    def take_level(self) -> tuple[float, float]:
        """Return peak and RMS of all that was played since this was asked last."""
        n_callbacks, levels = self._n_callbacks, list(self._levels)
        numbers = range(max(self._n_metered, n_callbacks - _N_LEVELS), n_callbacks)
        if numbers:
            blocks = [levels[number % _N_LEVELS] for number in numbers]
            mean_square = sum(block[1] for block in blocks) / len(blocks)
            self._level = max(block[0] for block in blocks), math.sqrt(mean_square)
            self._n_metered = n_callbacks
        return self._level

    @property
    def n_callbacks(self) -> int:
        """Heartbeat: how often a device has asked for samples."""
        return self._n_callbacks

    def fill(self, out: FloatArray) -> None:
        """Write the next samples, the same to every channel.

        Thread: audio callback; does not block, log, raise or make arrays.

        Parameters
        ----------
        out : float32 array, shape (n_samples, n_channels)
        """
        mixer = self._mixer
        mixer.fill(out, self._wishes)
        self._levels[self._n_callbacks % _N_LEVELS] = mixer.peak, mixer.mean_square
        self._n_callbacks += 1

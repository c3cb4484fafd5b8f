"""The lock-free loop that the audio callback reads.

One thread (the GUI's) sets, one (PortAudio's) reads. Each wish is one attribute holding an
immutable value, so storing and reading it is atomic; the callback takes wishes up between two
samples and publishes what it did in the same way. Nothing is ever switched hard: sounds, jumps and
the loop's seam are crossfaded, the level is ramped. A wish that arrives during a crossfade waits
for its end, at most 10 ms.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import soxr

from engine.spec import FloatArray

FADE_S: Final = 0.010
"""Crossfade to another sound or position, and ramp of the level."""
SEAM_S: Final = 0.005
"""Crossfade of a loop's end into its start; a loop comes round this much early."""
_CHUNK: Final = 2048
"""Most samples mixed at once: the size of the scratch arrays."""


class PlaybackBuffer:
    """A sound that plays, and what the listener wishes of it.

    Parameters
    ----------
    sample_rate : int
        Of the sounds given, in Hz; positions and lengths count in it.
    """

    def __init__(self, sample_rate: int = 32768) -> None:
        self.sample_rate = sample_rate
        self.output_rate = sample_rate
        """The device's rate, in Hz; sounds are resampled to it when set."""
        # The GUI thread writes these, the callback reads them.
        self._wants_play = (0, False)  # (number of the wish, play)
        self._wants_seek = (0, 0)  # (number of the wish, position at the output rate)
        self._is_looping = True
        self._gain = 1.0
        # The callback writes these, the GUI thread reads them.
        self._position = 0  # at the output rate
        self._done_seek = 0
        self._ended_play = 0
        self._peak = 0.0
        self._n_callbacks = 0
        # The GUI thread's own. NB: a sound must not be freed by the callback, which may be the
        # last to let it go; so the latest replaced ones are held here.
        self._given: FloatArray = np.zeros(0, np.float32)
        self._retired: deque[FloatArray] = deque(maxlen=16)
        self._prepare()

    def _prepare(self) -> None:
        """Set up what depends on the output rate; no callback may be running."""
        self._fade = _rising(round(FADE_S * self.output_rate))
        self._seam = _rising(round(SEAM_S * self.output_rate))
        self._silence = np.zeros(2 * (len(self._fade) + len(self._seam)), np.float32)
        self._sound = self._to_output(self._given)
        # The callback's own.
        self._mono = np.zeros(_CHUNK, np.float32)
        self._scratch = np.zeros(_CHUNK, np.float32)
        self._is_moving = False
        self._voice = self._sound
        self._old: FloatArray | None = None  # being faded out
        self._old_position = 0
        self._ramp = self._fade  # of the crossfade
        self._n_ramped = 0
        self._level = self._level_goal = 0.0
        self._n_levelled = len(self._fade)

    # ---- for the GUI thread ----

    def set_output_rate(self, sample_rate: int) -> None:
        """Set the device's rate, in Hz.

        Thread: GUI, and only while no stream calls `fill`.
        """
        position = self.position
        self.output_rate = sample_rate
        self._prepare()
        self._position = min(self._at_output(position), self._last(self._sound))
        self._done_seek = self._wants_seek[0]

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
        self._retired.append(self._sound)
        self._given = samples
        self._sound = self._to_output(samples)

    def _to_output(self, samples: FloatArray) -> FloatArray:
        """Return samples the callback can trust: finite, at the device's rate, not too short."""
        if not np.isfinite(samples).all():
            samples = np.nan_to_num(samples, nan=0.0, posinf=0.0, neginf=0.0)
        if len(samples) and self.output_rate != self.sample_rate:
            resampled = soxr.resample(samples, self.sample_rate, self.output_rate, quality="HQ")
            samples = np.ascontiguousarray(resampled, np.float32)
        missing = len(self._silence) - len(samples)
        return np.pad(samples, (0, missing)) if missing > 0 else samples

    def play(self) -> None:
        """Start or go on, faded in."""
        self._wants_play = (self._wants_play[0] + 1, True)

    def pause(self) -> None:
        """Fade out and stay there."""
        self._wants_play = (self._wants_play[0] + 1, False)

    def stop(self) -> None:
        """Fade out and go back to the start."""
        self.pause()
        self.seek(0)

    def seek(self, position: int) -> None:
        """Go on from another position; beyond the end means the end."""
        self._wants_seek = (self._wants_seek[0] + 1, max(0, self._at_output(position)))

    @property
    def is_playing(self) -> bool:
        """Whether to play is the wish; False again after the end of a sound without loop."""
        number, play = self._wants_play
        return play and self._ended_play != number

    @property
    def is_looping(self) -> bool:
        """Whether the start follows the end."""
        return self._is_looping

    @is_looping.setter
    def is_looping(self, value: bool) -> None:
        self._is_looping = bool(value)

    @property
    def gain(self) -> float:
        """Linear, 0 to 100; changes are ramped."""
        return self._gain

    @gain.setter
    def gain(self, value: float) -> None:
        if not 0.0 <= value <= 100.0:
            raise ValueError(f"gain {value} is not in [0, 100]")
        self._gain = float(value)

    @property
    def position(self) -> int:
        """Next sample to be handed to the device, or where a seek still waiting will land."""
        number, target = self._wants_seek
        if number == self._done_seek:
            return self.cursor
        return self._at_sound(min(target, self._last(self._sound)))

    @property
    def cursor(self) -> int:
        """Next sample to be handed to the device, whatever seek is waiting."""
        return self._at_sound(self._position)

    @property
    def n_samples(self) -> int:
        """Length of the sound set last."""
        return len(self._given)

    @property
    def peak(self) -> float:
        """Highest absolute sample of the block last played."""
        return self._peak

    @property
    def n_callbacks(self) -> int:
        """Heartbeat: how often a device has asked for samples."""
        return self._n_callbacks

    def _at_output(self, position: int) -> int:
        return round(position * self.output_rate / self.sample_rate)

    def _at_sound(self, position: int) -> int:
        at = round(position * self.sample_rate / self.output_rate)
        return min(at, max(0, len(self._given) - 1))

    def _last(self, sound: FloatArray) -> int:
        """Last position from which a crossfade still ends before the seam."""
        return len(sound) - len(self._fade) - len(self._seam)

    # ---- for the audio callback: no locks, no logging, no new arrays but views ----

    def fill(self, out: FloatArray) -> None:
        """Write the next samples, the same to every channel.

        Thread: audio callback; must not block or allocate.

        Parameters
        ----------
        out : float32 array, shape (n_samples, n_channels)
        """
        done, peak = 0, 0.0
        while done < len(out):
            self._take_up_wishes()
            n = min(len(out) - done, self._n_undisturbed())
            mono = self._mono[:n]
            self._mix(mono)
            out[done : done + n] = mono[:, None]
            peak = max(peak, float(mono.max()), -float(mono.min()))
            done += n
        self._peak = peak
        self._n_callbacks += 1

    def _take_up_wishes(self) -> None:
        plays = self.is_playing
        is_level = self._n_levelled == len(self._fade)
        if self._is_moving and not plays and is_level and self._level_goal == 0.0:
            self._is_moving = False
        if not self._is_moving:
            self._settle()
            self._is_moving = plays
        goal = self._gain if plays else 0.0
        if is_level and goal != self._level_goal:
            self._level, self._level_goal, self._n_levelled = self._level_goal, goal, 0
        if self._is_moving and self._old is None:
            self._turn(plays)

    def _settle(self) -> None:
        """Nothing is heard: do what is wished at once."""
        if self._old is not None:
            self._end_crossfade()
        number, target = self._wants_seek
        sound = self._sound
        if number != self._done_seek:
            self._voice, self._position = sound, min(target, self._last(sound))
            self._done_seek = number
        elif sound is not self._voice:
            self._voice = sound
            self._position = self._position if self._position <= self._last(sound) else 0

    def _turn(self, plays: bool) -> None:
        """Begin a crossfade if one is due: a seek, another sound, the seam."""
        sound = self._sound
        number, target = self._wants_seek
        is_seek = number != self._done_seek and plays
        is_change = is_seek or (sound is not self._voice and plays)
        to_seam = self._to_seam()
        if is_seek and (to_seam == 0 or to_seam >= len(self._fade)):
            ramp = self._fade if to_seam else self._seam
            self._crossfade(sound, min(target, self._last(sound)), ramp)
            self._done_seek = number
        elif to_seam == 0:
            self._crossfade(sound if self._is_looping else self._silence, 0, self._seam)
        elif is_change and to_seam >= len(self._fade):
            at = self._position if self._position <= self._last(sound) else 0
            self._crossfade(sound, at, self._fade)

    def _to_seam(self) -> int:
        return len(self._voice) - len(self._seam) - self._position

    def _crossfade(self, sound: FloatArray, position: int, ramp: FloatArray) -> None:
        self._old, self._old_position = self._voice, self._position
        self._voice, self._position = sound, position
        self._ramp, self._n_ramped = ramp, 0

    def _end_crossfade(self) -> None:
        self._old = None
        if self._voice is self._silence:  # the end of a sound without loop
            self._voice, self._position = self._sound, 0
            self._is_moving = False
            self._level = self._level_goal = 0.0
            self._n_levelled = len(self._fade)
            self._ended_play = self._wants_play[0]

    def _n_undisturbed(self) -> int:
        """How many samples may be mixed before the next decision."""
        n = _CHUNK
        if self._n_levelled < len(self._fade):
            n = min(n, len(self._fade) - self._n_levelled)
        if self._old is not None:
            return min(n, len(self._ramp) - self._n_ramped)
        return min(n, self._to_seam()) if self._is_moving else n

    def _mix(self, mono: FloatArray) -> None:
        """Write the next samples, shape (n_samples,), and move on."""
        n = len(mono)
        if not self._is_moving:
            mono[:] = 0.0
            return
        mono[:] = self._voice[self._position : self._position + n]
        self._position += n
        if self._old is not None:
            # old + (new - old) * ramp: alike sounds stay as loud as they are
            old = self._old[self._old_position : self._old_position + n]
            mono -= old
            mono *= self._ramp[self._n_ramped : self._n_ramped + n]
            mono += old
            self._old_position += n
            self._n_ramped += n
        self._apply_level(mono)
        if self._old is not None and self._n_ramped == len(self._ramp):
            self._end_crossfade()

    def _apply_level(self, mono: FloatArray) -> None:
        n = len(mono)
        if self._n_levelled == len(self._fade):
            mono *= self._level_goal
            return
        level = self._scratch[:n]
        ramp = self._fade[self._n_levelled : self._n_levelled + n]
        np.multiply(ramp, self._level_goal - self._level, out=level)
        level += self._level
        mono *= level
        self._n_levelled += n


def _rising(n: int) -> FloatArray:
    """Half a cosine from 0 to 1: no corners, and with its mirror image it adds up to 1."""
    ramp: FloatArray = (0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / n)).astype(np.float32)
    return ramp

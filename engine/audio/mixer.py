"""What the audio callback does with a sound: crossfades and ramps, never a hard switch.

Everything here belongs to the audio callback: no locks, no logging, no new arrays but views.
What is wished comes in as one immutable `Wishes`; what was done is published in plain attributes.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.audio.wishes import Bounds, Wishes
from engine.spec import FloatArray

FADE_S: Final = 0.010
"""Crossfade to another sound or position, and ramp of the level."""
SEAM_S: Final = 0.005
"""Crossfade of a loop's end into its start; a loop comes round this much early."""
_CHUNK: Final = 2048
"""Most samples mixed at once: the size of the scratch arrays."""


class Mixer:
    """Plays one sound, or two while one replaces the other.

    A wish that arrives during a crossfade waits for its end, at most 10 ms. The output does not
    depend on how it is cut into blocks.

    Parameters
    ----------
    output_rate : int
        The device's, in Hz.
    position : int
        Where to begin.
    seek_number : int
        Of the seek that ``position`` answers.
    bounds : tuple of (int, int) or None
        Of the loop that ``position`` answers.

    Attributes
    ----------
    position : int
        Next sample to be handed out.
    done_seek : int
        Number of the seek done last.
    ended_play : int
        Number of the play wish that ended with its sound.
    peak, mean_square : float
        Highest absolute sample of the block last filled, and the mean of its squares.
    """

    def __init__(
        self,
        output_rate: int,
        position: int = 0,
        seek_number: int = 0,
        bounds: Bounds | None = None,
    ) -> None:
        self._fade = _rising(round(FADE_S * output_rate))
        self._seam = _rising(round(SEAM_S * output_rate))
        self.n_least = 2 * (len(self._fade) + len(self._seam))
        self._silence = np.zeros(self.n_least, np.float32)
        self._mono = np.zeros(_CHUNK, np.float32)
        self._scratch = np.zeros(_CHUNK, np.float32)
        self.position = position
        self.done_seek = seek_number
        self.ended_play = 0
        self.peak = self.mean_square = 0.0
        self._ending_play = 0
        self._is_moving = False
        self._voice = self._silence
        self._old: FloatArray | None = None  # being faded out
        self._old_position = 0
        self._ramp = self._fade  # of the crossfade
        self._n_ramped = 0
        self._plays = False
        self._level = self._level_goal = 0.0
        self._n_levelled = len(self._fade)
        self._bounds = bounds
        self._begin, self._turn_at, _ = self.round_of(self._voice, bounds)

    def round_of(self, sound: FloatArray, bounds: Bounds | None) -> tuple[int, int, int]:
        """Return how a sound comes round.

        Parameters
        ----------
        sound : float32 array, shape (n_samples,)
        bounds : tuple of (int, int) or None
            Of the loop; a sound that does not reach it loops as a whole.

        Returns
        -------
        begin, turn_at, target : int
            Where the loop begins; from where its seam leads, and to where. The seam ends at the
            very beginning, so that a first note is heard whole and the next after the loop not at
            all; only a loop that begins with the sound has to do without, and one of the whole
            sound comes round early.
        """
        n_samples, n_seam = len(sound), len(self._seam)
        begin, end = bounds or (0, n_samples)
        if begin > n_samples - self.n_least:
            begin, end = 0, n_samples
        end = min(max(end, begin + self.n_least), n_samples)
        early = min(begin, n_seam)
        return begin, min(end - early, n_samples - n_seam), begin - early

    def landing(self, position: int, wishes: Wishes) -> int:
        """Return the position wished for, or the last before it with room for a crossfade."""
        _, turn_at, _ = self.round_of(wishes.sound, wishes.bounds)
        n_fade = len(self._fade)
        position = min(position, len(wishes.sound) - len(self._seam) - n_fade)
        return turn_at - n_fade if turn_at - n_fade < position <= turn_at else position

    def fill(self, out: FloatArray, wishes: Wishes) -> None:
        """Write the next samples, the same to every channel.

        Thread: audio callback; must not block or allocate.

        Parameters
        ----------
        out : float32 array, shape (n_samples, n_channels)
        wishes : Wishes
        """
        done, peak, energy = 0, 0.0, 0.0
        while done < len(out):
            self._take_up(wishes)
            n = min(len(out) - done, self._n_undisturbed())
            mono = self._mono[:n]
            self._mix(mono)
            out[done : done + n] = mono[:, None]
            peak = max(peak, float(mono.max()), -float(mono.min()))
            energy += float(np.dot(mono, mono))
            done += n
        self.peak, self.mean_square = peak, energy / max(1, done)

    def _take_up(self, wishes: Wishes) -> None:
        self._plays = wishes.is_play and wishes.play_number != self.ended_play
        if not self._is_moving:
            self._settle(wishes)
            self._is_moving = self._plays
        goal = wishes.gain if self._plays else 0.0
        if self._n_levelled == len(self._fade) and goal != self._level_goal:
            self._level, self._level_goal, self._n_levelled = self._level_goal, goal, 0
        if self._is_moving and self._level_goal == 0.0 and not self._plays:
            self._is_moving = self._n_levelled < len(self._fade)
        if self._is_moving and self._old is None:
            self._turn(wishes)

    def _settle(self, wishes: Wishes) -> None:
        """Do what is wished at once, as nothing is heard."""
        if self._old is not None:
            self._end_crossfade()
        is_other_sound, is_other_loop = wishes.sound is not self._voice, self._heed_loop(wishes)
        if is_other_sound:
            self._voice = wishes.sound
            self._measure()
        if wishes.seek_number != self.done_seek:
            self.position = self.landing(wishes.seek_target, wishes)
            self.done_seek = wishes.seek_number
        elif (is_other_loop and self._is_outside()) or (
            is_other_sound and self.landing(self.position, wishes) < self.position
        ):
            self.position = self._begin

    def _turn(self, wishes: Wishes) -> None:
        """Begin a crossfade if one is due: a seek, the loop, the end, another sound."""
        is_other_loop = self._heed_loop(wishes)
        to_seam = self._to_seam()
        if 0 < to_seam < len(self._fade):
            return  # no room for a crossfade before the seam; the seam is one
        ramp = self._fade if to_seam else self._seam
        sound = wishes.sound
        begin, _, target = self.round_of(sound, wishes.bounds)
        if wishes.seek_number != self.done_seek and self._plays:  # a fade-out ends where it is
            self._crossfade(sound, self.landing(wishes.seek_target, wishes), ramp)
            self.done_seek = wishes.seek_number
        elif to_seam == 0 and wishes.is_looping:
            self._crossfade(sound, target, ramp)
        elif to_seam == 0:
            self._ending_play = wishes.play_number
            self._crossfade(self._silence, 0, ramp)
        elif is_other_loop and self._is_outside():
            self._crossfade(sound, begin, ramp)
        elif sound is not self._voice:
            has_room = self.landing(self.position, wishes) == self.position
            self._crossfade(sound, self.position if has_room else begin, ramp)

    def _heed_loop(self, wishes: Wishes) -> bool:
        """Come round as is wished from now on; tell whether that is elsewhere."""
        is_other = wishes.bounds != self._bounds
        if is_other:
            self._bounds = wishes.bounds
            self._measure()
        return is_other

    def _measure(self) -> None:
        """Work out where this voice comes round."""
        self._begin, self._turn_at, _ = self.round_of(self._voice, self._bounds)

    def _is_outside(self) -> bool:
        return not self._begin <= self.position <= self._turn_at

    def _to_seam(self) -> int:
        """How far it is to where this voice comes round; behind the loop, to its end."""
        if self.position <= self._turn_at:
            return self._turn_at - self.position
        return len(self._voice) - len(self._seam) - self.position

    def _crossfade(self, sound: FloatArray, position: int, ramp: FloatArray) -> None:
        self._old, self._old_position = self._voice, self.position
        self._voice, self.position = sound, position
        self._ramp, self._n_ramped = ramp, 0
        self._measure()

    def _end_crossfade(self) -> None:
        self._old = None
        if self._voice is self._silence:  # the end of a sound without loop
            self.position = 0
            self.ended_play = self._ending_play
            self._is_moving = False
            self._level = self._level_goal = 0.0
            self._n_levelled = len(self._fade)

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
        mono[:] = self._voice[self.position : self.position + n]
        self.position += n
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
        if self._n_levelled == len(self._fade) and not self._plays:
            self._is_moving = self._level_goal != 0.0  # silent now, unless play came first


def _rising(n: int) -> FloatArray:
    """Half a cosine from 0 to 1: no corners, and with its mirror image it adds up to 1."""
    ramp: FloatArray = (0.5 - 0.5 * np.cos(np.pi * (np.arange(n) + 0.5) / n)).astype(np.float32)
    return ramp

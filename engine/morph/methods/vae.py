"""Through the model: mix the two latents, decode."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Self

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.morph.alpha import Weights, between_clips, gathered, mean
from engine.morph.latent import lerp, slerp, soft_limit, toned
from engine.morph.methods.base import PreparedPair
from engine.morph.source import Source
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

MAX_RAISE_DB = 28.0
"""How much louder a sound of its own may make a cell…"""
QUIET_DB = 20.0
"""… that lies this far above the mel's floor; less below it, and nothing at the floor."""
APART = 0.25
"""Where sound and notes are farther apart, the bounds hold in full."""

Mix = Callable[[FloatArray, FloatArray, Weights], FloatArray]
Fade = Callable[[Weights], FloatArray]


def fade_by_middle(distance: Weights) -> FloatArray:
    """Share of a clip's own detail at ``distance`` (0…1) from it: 1 at the clip, 0 from the middle.

    On a straight line two residuals that overlap turn the morph into the plain blend of the two
    mels; fading each out by the middle keeps the ends exact and the middle the model's own.
    """
    return np.clip(1 - 2 * np.asarray(distance, np.float32), 0, 1)


def fade_equal_power(distance: Weights) -> FloatArray:
    """Share of a clip's own detail at equal power: 1 at the clip, 0.71 in the middle, 0 beyond.

    The details of two clips are as unrelated as their latents, so they take the arc's weights.
    Measured on held-out music (docs/benchmarks.md), this middle is as sharp as its parents, near
    real music in its statistics, and far from their blend.
    """
    within = np.clip(np.asarray(distance, np.float32), 0, 1)
    return np.asarray(np.cos(within * np.float32(np.pi / 2)))


class VaeMorph:
    """Decode a mix of the two latents and give the clips' own detail back.

    Parameters
    ----------
    key, label, help : str
        See `MorphMethod`.
    mix : callable
        `lerp` or `slerp`.
    fade : callable
        Share of a clip's residual at a distance from it; 1 at 0, so that the ends are exact.
    """

    has_detail = goes_beyond = has_sound = True
    draws_detail = False

    def __init__(self, key: str, label: str, help: str, mix: Mix, fade: Fade) -> None:
        self.key, self.label, self.help = key, label, help
        self._mix, self._fade = mix, fade

    def prepare(
        self,
        a: Source,
        b: Source,
        vae: OnnxVae,
        should_cancel: ShouldCancel = never,  # noqa: ARG002 (contract)
    ) -> VaePair:
        """Nothing to do: the clips are encoded already."""
        return VaePair(a, b, vae, self._mix, self._fade)


class VaePair(PreparedPair):
    """Two latents and what the model lost of their clips.

    Parameters
    ----------
    a, b : Source
    vae : OnnxVae
    mix, fade : callable
        See `VaeMorph`.
    """

    def __init__(self, a: Source, b: Source, vae: OnnxVae, mix: Mix, fade: Fade) -> None:
        super().__init__(a, b, vae)
        self._mix, self._fade = mix, fade
        self._limit = max(float(np.abs(s.latent).max(initial=0)) for s in (a, b)) or 1.0
        self._sound: Weights | None = None

    def with_sound(self, sound: Weights | None) -> Self:
        """Return the pair with the sound of its mix at ``sound``, whatever alpha is.

        A latent has two levels: its structure, that is which notes and when, and the mean and
        spread over time of each of its rows and channels, that is the sound. The mix at alpha is
        given the sound of the mix at ``sound``; where both are the same nothing changes.
        """
        if sound is None:
            return self
        apart = copy.copy(self)
        apart._sound = sound
        return apart

    def mel_at(
        self, alpha: Weights, detail: float, should_cancel: ShouldCancel = never
    ) -> tuple[FloatArray, float]:
        """Decode the mixed latent; at 0 and 1, with all detail, the mel is the clip's own."""
        check(should_cancel)
        mel = self.decoded_at(alpha)[:, : self.a.n_frames]
        check(should_cancel)
        return self._with_details(mel, alpha, detail)

    def _details(self, alpha: Weights, detail: float) -> list[FloatArray]:
        """Shares of A's and B's own detail."""
        return [np.float32(detail) * self._fade(distance) for distance in (alpha, 1 - alpha)]

    def _with_details(
        self, mel: FloatArray, alpha: Weights, detail: float
    ) -> tuple[FloatArray, float]:
        """Add both clips' own detail to a mel of their length, and give it its level."""
        shares = self._details(alpha, detail)
        for source, share in zip((self.a, self.b), shares, strict=True):
            if share.any():
                mel = mel + share * source.residual
        if self._sound is None:
            return self.at_level(np.clip(mel, 0, 1), alpha)
        kept = np.asarray(np.clip(shares[0] + shares[1], 0, detail), np.float32)
        if kept.any():
            mel = mel + kept * self._change_of_detail(alpha, self._sound)
        mel = self._kept_quiet(np.clip(mel, 0, 1), alpha, self._sound)
        return self.at_level(mel, alpha)

    def _change_of_detail(self, alpha: Weights, sound: Weights) -> FloatArray:
        """What becomes of both clips' detail when its sound goes from one place to another."""
        here, there = (
            fade_equal_power(place) * self.a.residual
            + fade_equal_power(1 - place) * self.b.residual
            for place in (alpha, sound)
        )
        return toned(here, there, self._loudness(alpha), self._loudness(sound)) - here

    def _kept_quiet(self, mel: FloatArray, alpha: Weights, sound: Weights) -> FloatArray:
        """Let another sound make nothing of silence.

        Where the notes' own mix is silent the other's mean would be a hiss that never ends, and
        the hard edges of an excerpt, which every band has, a click.
        """
        spec = self.vae.spec
        share = np.asarray(between_clips(alpha), np.float32)
        notes = (1 - share) * self.a.mel_norm + share * self.b.mel_norm
        room = MAX_RAISE_DB / spec.top_db * np.clip(notes * (spec.top_db / QUIET_DB), 0, 1)
        highest = notes + room
        edge = spec.n_fft // (2 * spec.hop_length)  # columns that see the excerpt's end
        if mel.shape[1] > 2 * edge:
            for near, columns in ((edge, slice(0, edge)), (-edge - 1, slice(-edge, None))):
                inside = np.minimum(mel, highest)[:, [near]]
                lower = np.maximum(notes[:, columns], inside)
                highest[:, columns] = np.minimum(highest[:, columns], lower)
        apart = np.clip(np.abs(np.asarray(alpha - sound, np.float32)) / APART, 0, 1)
        return np.asarray(mel - apart * np.maximum(mel - highest, 0), np.float32)

    def _loudness(self, place: Weights) -> FloatArray:
        """How much of each column of the mix at a place is no silence, in [0, 1]."""
        share = np.asarray(between_clips(place), np.float32)
        loudest = ((1 - share) * self.a.mel_norm + share * self.b.mel_norm).max(axis=0)
        return np.asarray(np.clip(loudest * (self.vae.spec.top_db / QUIET_DB), 0, 1), np.float32)

    def decoded_at(self, alpha: Weights) -> FloatArray:
        """Decode the mixed latent: what the model alone says, and what fills up its last piece."""
        latent = self._mixed(alpha)
        if self._sound is not None:
            columns = self.vae.frame_multiple
            heard, of_sound = (
                np.asarray(gathered(self._loudness(place), columns), np.float32)
                for place in (alpha, self._sound)
            )
            latent = toned(latent, self._mixed(self._sound), heard, of_sound)
        return self.vae.decode(soft_limit(latent, self._limit))

    def _mixed(self, alpha: Weights) -> FloatArray:
        """Mix two latents; the pieces of a model of fixed length each on a way of their own."""
        a, b = self.a.latent, self.b.latent
        share = gathered(alpha, self.vae.frame_multiple)
        if not self.vae.fixed_frames:
            return self._mix(a, b, share)
        shares = np.broadcast_to(np.asarray(share, np.float32), len(a))
        return np.stack([self._mix(x, y, mean(s)) for x, y, s in zip(a, b, shares, strict=True)])


SLERP = VaeMorph(
    "slerp",
    "VAE arc",
    "The model's latents mixed along an arc, with both clips' detail: sharp all the way.",
    slerp,
    fade_equal_power,
)
LERP = VaeMorph(
    "lerp",
    "VAE line",
    "The model's latents mixed along a straight line: a softer, dreamier middle.",
    lerp,
    fade_by_middle,
)

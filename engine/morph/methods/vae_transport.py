"""Through the model, after both clips have been moved to where their pitches meet."""

from __future__ import annotations

import numpy as np

from engine.cancel import ShouldCancel, check, never
from engine.morph.alpha import Weights, between_clips, gathered
from engine.morph.audio_transport import Cells, gather, moved_cells, out_of_blocks, summed
from engine.morph.latent import slerp
from engine.morph.methods.base import PreparedPair
from engine.morph.methods.transport import QUIET, TransportPair, as_mel, moved_power
from engine.morph.methods.vae import SLERP, fade_equal_power
from engine.morph.source import Source, fill_last_piece
from engine.spec import FloatArray
from engine.vae.onnx_vae import OnnxVae

MAX_GAIN = 1.5
"""Most that a residual is raised for what moving it takes away."""


class VaeTransport:
    """Move both mels along the plan of transport, encode them there, mix the latents, decode.

    Latents cannot be moved themselves: a row of theirs is 16 bands, so a pitch between two rows
    would be two pitches. What is moved is the mel; the model mixes two sounds of equal pitch.
    """

    key = "vae-transport"
    label = "VAE transport"
    help = (
        "Pitches glide from A to B, and the model mixes the sounds where they meet; with models of "
        "fixed length as VAE arc."
    )
    has_detail = True
    goes_beyond = False
    draws_detail = has_sound = False

    def prepare(
        self, a: Source, b: Source, vae: OnnxVae, should_cancel: ShouldCancel = never
    ) -> PreparedPair:
        """Couple the peaks of both clips; with a model of fixed length this is the VAE arc.

        Such a model reads a whole piece as one, not place by place, and codes it in as many
        steps as there are pieces: too slow to be asked at each move of the hand.
        """
        if vae.fixed_frames:
            return SLERP.prepare(a, b, vae, should_cancel)
        return VaeTransportPair(a, b, vae, should_cancel)


class VaeTransportPair(TransportPair):
    """Two mels, what the model loses of them, and the plan between them."""

    def mel_at(
        self, alpha: Weights, detail: float, should_cancel: ShouldCancel = never
    ) -> tuple[FloatArray, float]:
        """Decode the mix of the moved clips; 0 and 1 with all detail are the clips' own."""
        share = between_clips(alpha)
        if self._end(alpha) is not None:
            return SLERP.prepare(self.a, self.b, self.vae).mel_at(share, detail, should_cancel)
        check(should_cancel)
        cells = moved_cells(self._plan, share)
        latents, details = [], []
        for source, place, rows, shares, distance in (
            (self.a, cells.place_a, self._rows_a, self._plan.share_a, share),
            (self.b, cells.place_b, self._rows_b, self._plan.share_b, 1 - share),
        ):
            own = np.log(shares).astype(np.float32)[cells.piece][:, None]
            mel, residual = self._moved(cells, gather(place, rows), own)
            check(should_cancel)
            latents.append(self.vae.encode(fill_last_piece(mel, self.vae.frame_multiple)))
            check(should_cancel)
            weight = np.float32(detail) * fade_equal_power(distance)
            details.append(weight * as_strong(residual, source.residual))
        mixed = slerp(latents[0], latents[1], gathered(share, self.vae.frame_multiple))
        mel = self.vae.decode(mixed)[:, : self.a.n_frames] + details[0] + details[1]
        return self.at_level(np.clip(mel, 0, 1), alpha)

    def _parts(self, source: Source) -> tuple[FloatArray, FloatArray]:
        return source.mel_norm, source.residual

    def _moved(
        self, cells: Cells, rows: FloatArray, log_share: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """One clip's mel where it has moved to, and its residual there.

        Where pieces meet, the louder one's residual counts, as it is the one that is heard.
        """
        mel, residual = np.hsplit(rows, 2)
        spec, n_frames = self.vae.spec, self.a.n_frames
        power = moved_power(cells, mel, log_share, spec=spec)
        total = summed(cells, power)
        power *= residual
        moved = np.asarray(summed(cells, power) / np.maximum(total, QUIET), np.float32)
        return (
            out_of_blocks(as_mel(total, spec=spec), spec.n_mels, n_frames),
            out_of_blocks(moved, spec.n_mels, n_frames),
        )


def as_strong(moved: FloatArray, own: FloatArray) -> FloatArray:
    """Give each column of a moved residual the strength that interpolation takes away."""
    have, want = (np.mean(x**2, axis=0) for x in (moved, own))
    gain = np.sqrt(want / np.maximum(have, QUIET)).clip(1, MAX_GAIN)
    return np.asarray(gain * moved)


VAE_TRANSPORT = VaeTransport()

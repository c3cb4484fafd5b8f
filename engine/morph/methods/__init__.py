"""The ways between two clips, one file each, in the order the window shows them."""

from engine.morph.methods.base import MorphMethod
from engine.morph.methods.crossfade import CROSSFADE
from engine.morph.methods.drawn import DRAWN
from engine.morph.methods.mel_blend import MEL_BLEND
from engine.morph.methods.mosaic import MOSAIC
from engine.morph.methods.transport import TRANSPORT
from engine.morph.methods.vae import LERP, SLERP
from engine.morph.methods.vae_transport import VAE_TRANSPORT
from engine.vae.onnx_vae import OnnxVae

METHODS: dict[str, MorphMethod] = {
    m.key: m for m in (SLERP, DRAWN, LERP, VAE_TRANSPORT, TRANSPORT, MOSAIC, MEL_BLEND, CROSSFADE)
}

DEFAULT_METHOD = SLERP.key

__all__ = ["DEFAULT_METHOD", "METHODS", "MorphMethod", "used_sound"]


def used_sound(sound: float | None, method: str, vae: OnnxVae) -> float | None:
    """Return where the sound is apart from the notes; None if method or model cannot part them."""
    return sound if METHODS[method].has_sound and vae.has_sound else None

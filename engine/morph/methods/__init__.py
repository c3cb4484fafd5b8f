"""The ways between two clips, one file each, in the order the window shows them."""

from engine.morph.methods.base import MorphMethod
from engine.morph.methods.crossfade import CROSSFADE
from engine.morph.methods.mel_blend import MEL_BLEND
from engine.morph.methods.vae import LERP, SLERP

METHODS: dict[str, MorphMethod] = {m.key: m for m in (SLERP, LERP, MEL_BLEND, CROSSFADE)}

DEFAULT_METHOD = SLERP.key

__all__ = ["DEFAULT_METHOD", "METHODS", "MorphMethod"]

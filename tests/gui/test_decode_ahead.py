"""Decoding ahead with the real renderer: what the keys ask for next is there already."""

from pathlib import Path

import numpy as np
import pytest

from engine.audio.clip import Clip, ClipInfo
from engine.morph.methods.vae import VaePair
from engine.morph.source import prepare_source
from engine.vae.store import load_model
from gui.backend import Backend
from gui.morph_control import MorphControl
from gui.session import Slot, SlotState
from tests.tiny_model import write_model


def make_clip(seed: int) -> Clip:
    samples = np.random.default_rng(seed).normal(0, 0.1, 32768).astype(np.float32)
    return Clip(ClipInfo(Path("x.wav"), "WAV", 32768, 1, 1.0), 0.0, samples, 32768, -20.0, ())


@pytest.fixture
def control(qapp, settings, tmp_path):
    vae = load_model(write_model(tmp_path / "tiny"), provider="cpu")
    control = MorphControl(Backend(), settings)
    control.vae = vae
    for seed, slot in enumerate(Slot):
        clip = make_clip(seed)
        control.session.slots[slot] = SlotState(None, None, clip, prepare_source(clip, vae))
    yield control
    control._throttle.cancel()
    assert control.render.shutdown()


def test_a_key_step_from_rest_decodes_nothing_again(qtbot, control, monkeypatch):
    decoded = []
    mel_at = VaePair.mel_at

    def counted(self, alpha, *rest):
        mel = mel_at(self, alpha, *rest)
        decoded.append(alpha)  # one that was cancelled is not kept and may come again
        return mel

    monkeypatch.setattr(VaePair, "mel_at", counted)
    control.set_alpha(0.42)
    qtbot.waitUntil(lambda: len(decoded) == 13, timeout=20_000)
    assert decoded[:3] == [0.42, 0.43, 0.41]
    # The mel furthest ahead comes last, after the final sound.
    for alpha, last in ((0.43, 0.33), (0.44, 0.34), (0.34, 0.24)):
        control.set_alpha(alpha)
        qtbot.waitUntil(lambda x=last: x in decoded and control.session.is_final, timeout=20_000)
    assert len(decoded) == len(set(decoded))

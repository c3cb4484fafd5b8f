from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.mel.analysis import power_to_mel, stft
from engine.morph.grid import analysis_hop, fill_up, final_hop, grain, preview_hop
from engine.spec import MelSpec
from tests.music import RAGTIME, SPEC, music
from tests.tiny_model import COARSE

FACTOR = 2


@pytest.mark.parametrize(
    ("spec", "hops"),
    [
        (SPEC, (256, 512, 1024)),
        (COARSE, (512, 512, 1024)),
        (MelSpec(hop_length=512), (512, 512, 1024)),
        (MelSpec(hop_length=4096), (512, 512, 1024)),
        (MelSpec(16000, 1024, 128, 64, 0.0, 8000.0), (128, 128, 256)),
        (MelSpec(n_fft=3072, hop_length=1024), (256, 256, 768)),
        (MelSpec(n_fft=3840, hop_length=256), (256, 256, 768)),
    ],
)
def test_grids_depend_on_the_window_and_fit_the_mel(spec, hops):
    assert (analysis_hop(spec), final_hop(spec), preview_hop(spec)) == hops
    for hop in hops:
        assert spec.n_fft % hop == 0  # what the overlap-add needs
    assert preview_hop(spec) % final_hop(spec) == 0
    assert grain(spec) % preview_hop(spec) == grain(spec) % spec.hop_length == 0


def test_filling_up_the_clip_s_own_columns_gives_the_clip():
    spectrum = stft(music(RAGTIME), spec=COARSE, hop_length=512)
    heard = power_to_mel(np.abs(spectrum) ** 2, spec=COARSE)
    filled = fill_up(heard[:, ::FACTOR], heard)
    assert filled == pytest.approx(heard, rel=1e-4)


@given(
    wanted=arrays(np.float32, (3, 5), elements=st.floats(0, 10, width=32)),
    heard=arrays(np.float32, (3, 10), elements=st.floats(0, 10, width=32)),
)
def test_filling_up_keeps_the_columns_and_invents_no_peak(wanted, heard):
    filled = fill_up(wanted, heard)
    assert filled.shape == heard.shape
    assert np.array_equal(filled[:, ::FACTOR], wanted)
    after = np.concatenate([wanted[:, 1:], wanted[:, -1:]], axis=1)
    sides = np.stack([wanted, after, heard[:, 1::FACTOR]])
    assert (filled[:, 1::FACTOR] <= sides.max(0) * 1.0001).all()
    assert (filled[:, 1::FACTOR] >= sides.min(0) * 0.9999).all()


def test_between_columns_the_change_goes_straight_in_db():
    heard = np.full((1, 8), 2.0, np.float32)
    filled = fill_up(np.float32([[2.0, 200.0]]), heard)
    assert 10 * np.log10(filled[0] / 2) == pytest.approx([0, 5, 10, 15, 20, 20, 20, 20], abs=1e-3)

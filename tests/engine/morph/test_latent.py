from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.morph.latent import lerp, slerp

latents = arrays(np.float32, (2, 3, 4), elements=st.floats(-8, 8, width=32))
alphas = st.floats(0, 1)


@pytest.mark.parametrize("mix", [lerp, slerp])
@given(a=latents, b=latents)
def test_ends_are_the_two_latents(mix, a, b):
    assert mix(a, b, 0.0) == pytest.approx(a, abs=1e-4)
    assert mix(a, b, 1.0) == pytest.approx(b, abs=1e-4)


@given(a=latents, b=latents, alpha=alphas)
def test_slerp_length_goes_linearly(a, b, alpha):
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    cosine = np.vdot(a, b) / max(lengths[0] * lengths[1], 1e-9)
    if min(lengths) < 1e-2 or abs(cosine) > 0.999:
        return
    mixed = slerp(a, b, alpha)
    wanted = (1 - alpha) * lengths[0] + alpha * lengths[1]
    assert np.linalg.norm(mixed) == pytest.approx(wanted, rel=1e-3)


@given(a=latents, b=latents, alpha=alphas)
def test_swapping_the_clips_mirrors_alpha(a, b, alpha):
    for mix in (lerp, slerp):
        assert mix(a, b, alpha) == pytest.approx(mix(b, a, 1 - alpha), abs=1e-3)


def test_slerp_agrees_with_a_hand_calculation():
    # A quarter circle from (1, 0) to (0, 1): 30 degrees at a third of the way.
    a, b = np.float32([1, 0]), np.float32([0, 1])
    assert slerp(a, b, 1 / 3) == pytest.approx([np.sqrt(3) / 2, 0.5], abs=1e-6)


@given(a=latents, alpha=alphas)
def test_slerp_of_parallel_and_opposite_latents_is_finite(a, alpha):
    for b in (a, 2 * a, -a, np.zeros_like(a)):
        assert np.isfinite(slerp(a, b, alpha)).all()

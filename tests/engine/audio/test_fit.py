from __future__ import annotations

import numpy as np
import pytest

from engine.audio.fit import FIT_MODES, fit
from engine.errors import FitError

RATE = 32_768


def sine(n_samples, hz=441.7):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(n_samples) / RATE)).astype(np.float32)


def roughness(samples):
    """Return the largest second difference: a click is large, a sine is small."""
    return np.abs(np.diff(samples, 2)).max()


@pytest.mark.parametrize("mode", FIT_MODES)
def test_the_right_length_is_left_alone(mode):
    samples = sine(1000)
    assert fit(samples, 1000, sample_rate=RATE, mode=mode) is samples


@pytest.mark.parametrize("mode", ["trim", "loop", "pad"])
def test_a_longer_sound_is_cut_at_its_end(mode):
    samples = sine(5000)
    np.testing.assert_array_equal(fit(samples, 3000, sample_rate=RATE, mode=mode), samples[:3000])


@pytest.mark.parametrize("n_samples", [20_001, 50_000, 200_000])
def test_a_loop_has_no_click_and_keeps_its_level(n_samples):
    samples = sine(20_000)
    looped = fit(samples, n_samples, sample_rate=RATE, mode="loop")
    assert looped.shape == (n_samples,)
    assert looped.dtype == np.float32
    assert roughness(np.tile(samples, 2)) > 10 * roughness(samples)  # what a bare loop does
    assert roughness(looped) < 1.6 * roughness(samples)
    np.testing.assert_array_equal(looped[:19_000], samples[:19_000])


def test_a_loop_crossfades_with_equal_power():
    noise = np.random.default_rng(0).standard_normal(RATE).astype(np.float32)
    looped = fit(noise, 40 * RATE, sample_rate=RATE, mode="loop")
    power = (looped[: len(looped) // 512 * 512].reshape(-1, 512) ** 2).mean(1)
    assert power.min() > 0.7
    assert power.max() < 1.4


@pytest.mark.parametrize("n_sound", [1, 2, 3, 10])
def test_tiny_sounds_loop(n_sound):
    looped = fit(np.ones(n_sound, np.float32), 1000, sample_rate=RATE, mode="loop")
    assert looped.shape == (1000,)
    assert looped.min() >= 0.9


def test_padding_is_silence_after_a_fade():
    samples = np.full(4000, 0.5, np.float32)
    padded = fit(samples, 9000, sample_rate=RATE, mode="pad")
    n_fade = round(0.005 * RATE)
    np.testing.assert_array_equal(padded[: 4000 - n_fade], samples[: 4000 - n_fade])
    assert not padded[4000:].any()
    assert np.abs(np.diff(padded)).max() < 0.02


def test_no_sound_at_all_becomes_silence_when_padded():
    padded = fit(np.zeros(0, np.float32), 100, sample_rate=RATE, mode="pad")
    np.testing.assert_array_equal(padded, np.zeros(100))


@pytest.mark.parametrize("n_samples", [10_000, 17_003, 39_999, 40_000])
def test_stretching_is_exact_and_keeps_the_pitch(n_samples):
    stretched = fit(sine(20_000), n_samples, sample_rate=RATE, mode="stretch")
    assert stretched.shape == (n_samples,)
    power = np.abs(np.fft.rfft(stretched * np.hanning(n_samples)))
    assert power.argmax() * RATE / n_samples == pytest.approx(441.7, abs=RATE / n_samples)


@pytest.mark.parametrize(
    ("n_sound", "n_samples", "mode", "instead"),
    [
        (1000, 2000, "trim", "use pad or loop"),
        (1000, 2001, "stretch", "use loop or pad"),
        (2001, 1000, "stretch", "use trim"),
        (2001, 0, "stretch", "use trim"),
        (0, 1000, "stretch", "use pad"),
        (0, 1000, "loop", "use pad"),
        (0, 1000, "trim", "use pad"),
    ],
)
def test_what_cannot_be_done_says_what_to_use(n_sound, n_samples, mode, instead):
    with pytest.raises(FitError) as caught:
        fit(sine(n_sound), n_samples, sample_rate=RATE, mode=mode)
    assert instead in caught.value.user_message


def test_programming_errors_are_value_errors():
    with pytest.raises(ValueError, match="mode"):
        fit(sine(10), 20, sample_rate=RATE, mode="stretch-a-bit")
    with pytest.raises(ValueError, match="n_samples"):
        fit(sine(10), -1, sample_rate=RATE, mode="pad")

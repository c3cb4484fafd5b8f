"""Samples to WAV: exact, quiet, and never clipped."""

from __future__ import annotations

import hashlib
import json
import wave

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from export import writer
from export.audio import write_wav
from tests.export.refusals import refused

RATE = 32768
LSB_16 = 2.0**-15
shapes = st.one_of(
    st.tuples(st.integers(1, 300)), st.tuples(st.integers(1, 5), st.integers(1, 300))
)


def channels_first(path, dtype="float64"):
    samples, rate = soundfile.read(path, dtype=dtype, always_2d=True)
    assert rate == RATE
    return samples.T


@given(
    arrays(np.int32, shapes, elements=st.integers(-(2**23) + 2, 2**23 - 2)), st.integers(1, 10**6)
)
def test_24_bit_steps_survive_exactly(tmp_path_factory, steps, rate):
    path = tmp_path_factory.mktemp("wav") / "x.wav"
    write_wav(path, (steps / 2.0**23).astype(np.float32), rate)
    with wave.open(str(path)) as file:  # a third reader: neither ours nor libsndfile
        assert file.getframerate() == rate
        assert file.getsampwidth() == 3
        data = np.frombuffer(file.readframes(file.getnframes()), np.uint8).reshape(-1, 3)
    padded = np.concatenate([np.zeros((len(data), 1), np.uint8), data], axis=1)
    found = padded.copy().view("<i4").reshape(-1, np.atleast_2d(steps).shape[0]).T >> 8
    np.testing.assert_array_equal(found, np.atleast_2d(steps))


@given(arrays(np.float32, shapes, elements=st.floats(-1e6, 1e6, width=32)))
def test_floats_survive_exactly_however_loud(tmp_path_factory, samples):
    path = write_wav(tmp_path_factory.mktemp("wav") / "x.wav", samples, RATE, subtype="FLOAT")
    np.testing.assert_array_equal(channels_first(path, "float32"), np.atleast_2d(samples))
    assert soundfile.info(path).subtype == "FLOAT"


@given(arrays(np.float32, shapes, elements=st.floats(-0.875, 0.875, width=32)))
def test_16_bits_are_at_most_dither_and_half_a_step_off(tmp_path_factory, samples):
    path = write_wav(tmp_path_factory.mktemp("wav") / "x.wav", samples, RATE, subtype="PCM_16")
    error = channels_first(path) - np.atleast_2d(samples)
    assert np.abs(error).max() <= 1.5 * LSB_16


def test_16_bit_noise_is_even_and_independent_of_the_sound(tmp_path):
    t = np.arange(RATE * 4) / RATE
    tone = (3.3 * LSB_16 * np.sin(2 * np.pi * 440 * t)).astype(np.float32)
    path = write_wav(tmp_path / "tone.wav", tone, RATE, subtype="PCM_16")
    steps = (channels_first(path)[0] - tone) / LSB_16
    # Triangular dither of two steps (1/6) and rounding (1/12): a variance of 1/4 of a step.
    assert steps.std() == pytest.approx(0.5, rel=0.02)
    assert abs(steps.mean()) < 0.01
    assert abs(np.corrcoef(steps, tone)[0, 1]) < 0.01
    assert np.corrcoef(steps**2, tone**2)[0, 1] == pytest.approx(0, abs=0.01)


def test_16_bits_keep_a_level_of_a_third_of_a_step(tmp_path):
    level = np.full(RATE * 4, LSB_16 / 3, np.float32)
    path = write_wav(tmp_path / "level.wav", level, RATE, subtype="PCM_16")
    assert channels_first(path).mean() == pytest.approx(LSB_16 / 3, rel=0.03)


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
def test_the_same_samples_give_the_same_bytes(tmp_path, rng, subtype):
    samples = rng.uniform(-0.5, 0.5, (2, 70_001)).astype(np.float32)  # more than one block
    first, second = (
        write_wav(tmp_path / name, samples, RATE, subtype=subtype).read_bytes()
        for name in ("1.wav", "2.wav")
    )
    assert first == second
    assert len(first) % 2 == 0


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24"])
@pytest.mark.parametrize("peak", [1.0, 1.5, 7.9])
def test_too_loud_is_turned_down_as_a_whole(tmp_path, rng, subtype, peak):
    samples = rng.uniform(-1, 1, 5000).astype(np.float32)
    samples *= np.float32(peak / np.abs(samples).max())
    path = write_wav(tmp_path / "loud.wav", samples, RATE, subtype=subtype, sidecar={"a": 1})
    written = channels_first(path)[0]
    gain = 10 ** (-0.1 / 20) / peak
    np.testing.assert_allclose(written, samples * gain, atol=1.6 * LSB_16)
    record = json.loads((tmp_path / "loud.wav.json").read_text())
    assert record["gain_db"] == pytest.approx(20 * np.log10(gain), abs=1e-3)


@pytest.mark.parametrize(("subtype", "bits"), [("PCM_16", 16), ("PCM_24", 24)])
def test_just_under_full_scale_is_left_alone(tmp_path, subtype, bits):
    limit = np.float32(1 - 2 * 0.5 ** (bits - 1))
    samples = np.tile([limit, -limit], 5000).astype(np.float32)
    path = write_wav(tmp_path / "full.wav", samples, RATE, subtype=subtype, sidecar={})
    assert json.loads((tmp_path / "full.wav.json").read_text())["gain_db"] == 0
    np.testing.assert_allclose(channels_first(path)[0], samples, atol=1.5 * 0.5 ** (bits - 1))


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT"])
def test_what_is_not_a_number_becomes_silence(tmp_path, subtype):
    samples = np.array([0.25, np.nan, np.inf, -np.inf, -0.25], np.float32)
    path = write_wav(tmp_path / "nan.wav", samples, RATE, subtype=subtype, sidecar={})
    expected = [0.25, 0, 0, 0, -0.25]
    np.testing.assert_allclose(channels_first(path)[0], expected, atol=1.5 * LSB_16)
    record = json.loads((tmp_path / "nan.wav.json").read_text())
    assert (record["gain_db"], record["file"]["n_replaced"]) == (0, 3)


def test_the_sidecar_knows_its_file(tmp_path, rng):
    samples = rng.uniform(-0.5, 0.5, (2, 999)).astype(np.float32)
    path = write_wav(tmp_path / "x.wav", samples, RATE, sidecar={"alpha": 0.5})
    record = json.loads((tmp_path / "x.wav.json").read_text())
    assert record["alpha"] == 0.5
    assert record["file"] == {
        "name": "x.wav",
        "subtype": "PCM_24",
        "sample_rate": RATE,
        "n_channels": 2,
        "n_samples": 999,
        "n_replaced": 0,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def test_a_file_over_4_gib_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "MAX_BYTES", 1000)
    with refused("4 GiB"):
        write_wav(tmp_path / "x.wav", np.zeros(1000, np.float32), RATE)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("shape", "subtype"), [((0,), "PCM_24"), ((2, 0), "PCM_24"), ((1, 1, 5), "FLOAT"), ((5,), "X")]
)
def test_what_is_no_sound_is_a_mistake_of_the_caller(tmp_path, shape, subtype):
    with pytest.raises(ValueError, match="cannot write"):
        write_wav(tmp_path / "x.wav", np.zeros(shape, np.float32), RATE, subtype=subtype)
